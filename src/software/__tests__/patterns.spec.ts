/** Patterns mean what they mean to Python's fnmatch. */

import { anyOf } from '../patterns';

describe('anyOf', () => {
  it.each([
    ['GCC', 'GCC', true],
    ['GCC', 'GCCcore', false],
    ['gcc', 'GCC', false],
    ['GCC*', 'GCCcore', true],
    ['*', 'bio/BLAST/2.14', true],
    ['Python/3.*', 'Python/3.11.5', true],
    ['Python/3.*', 'Python/3x11', false],
    ['libc++*', 'libc++/17', true],
    ['R/4.?.2', 'R/4.3.2', true],
    ['R/4.?.2', 'R/4.10.2', false],
    ['[RG]*', 'GCC', true],
    ['[!RG]*', 'GCC', false],
    ['[!RG]*', 'Python', true],
    ['R/[3-4].*', 'R/4.3', true],
    ['[z-a]', 'z', false],
    ['[', '[', true],
    ['a[]]b', 'a]b', true],
    ['(a+)+$', '(a+)+$', true],
    ['a.b', 'axb', false]
  ])('%s and %s: %s', (pattern, name, isMeant) => {
    expect(anyOf([pattern])(name)).toBe(isMeant);
  });

  it('looks at the name and the full name, for any pattern', () => {
    const test = anyOf(['R', 'GCC/12.*']);
    expect(test('R', 'R/4.3')).toBe(true);
    expect(test('GCC', 'GCC/12.3.0')).toBe(true);
    expect(test('GCC', 'GCC/13.2.0')).toBe(false);
    expect(anyOf([])('R')).toBe(false);
  });
});
