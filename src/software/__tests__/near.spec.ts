/** Mistyped names find the right ones. */

import { editDistance, nearest } from '../near';

describe('editDistance', () => {
  it.each([
    ['', '', 0],
    ['gcc', 'gcc', 0],
    ['gcc', 'gc', 1],
    ['pyhton', 'python', 1],
    ['ab', 'ba', 1],
    ['kitten', 'sitting', 3],
    ['ca', 'abc', 3]
  ])('of %s and %s is %i', (a, b, distance) => {
    expect(editDistance(a, b, 5)).toBe(distance);
    expect(editDistance(b, a, 5)).toBe(distance);
  });

  it('gives up above the limit', () => {
    expect(editDistance('kitten', 'sitting', 2)).toBeGreaterThan(2);
    expect(editDistance('a', 'abcdefgh', 2)).toBeGreaterThan(2);
  });
});

describe('nearest', () => {
  const names = ['GROMACS', 'Python', 'R', 'SciPy-bundle', 'numpy', 'numba'];

  it('forgives more in longer words', () => {
    expect(nearest('gromasc', names)).toEqual(['GROMACS']);
    expect(nearest('scipi-bundel', names)).toEqual(['SciPy-bundle']);
    expect(nearest('nunpy', names)).toEqual(['numpy']);
    expect(nearest('xyzzy', names)).toEqual([]);
    expect(nearest('x', names)).toEqual([]);
  });

  it('offers each name once, and few', () => {
    expect(
      nearest('aaa', ['aab', 'aab', 'aac', 'aad', 'aae', 'aaf', 'aag'])
    ).toEqual(['aab', 'aac', 'aad', 'aae', 'aaf']);
  });
});
