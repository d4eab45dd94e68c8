/** Where marks stand, and which addresses may be linked. */

import { findRanges } from '../marks';
import { webAddress } from '../webAddress';

describe('findRanges', () => {
  it.each([
    ['NumPy and numpy', ['numpy'], ['NumPy', 'numpy']],
    ['C++ compilers', ['c++'], ['C++']],
    ['abcabc', ['ab', 'bc'], ['abcabc']],
    ['aXb', ['.'], []],
    ['anything', [''], []],
    ['R and other letters', ['r'], ['R']],
    ['GNU R, C/R', ['r'], ['R', 'R']]
  ])('in %s for %j', (text, words, marked) => {
    expect(
      findRanges(text, words).map(({ start, end }) => text.slice(start, end))
    ).toEqual(marked);
  });

  it('marks nothing rather than the wrong letters', () => {
    expect(findRanges('İstanbul', ['stan'])).toEqual([]);
  });
});

describe('webAddress', () => {
  it.each([
    ['https://gcc.gnu.org', 'https://gcc.gnu.org/'],
    ['http://example.org/x', 'http://example.org/x'],
    ['javascript:alert(1)', null],
    ['data:text/html,x', null],
    ['gcc.gnu.org', null],
    ['', null]
  ])('%s', (text, address) => {
    expect(webAddress(text)).toBe(address);
  });
});
