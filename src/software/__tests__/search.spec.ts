/** Searching: what is found, in which order, and that nothing typed is more than text. */

import type { Schemas } from '../../api/client';
import { bestProvided, queryWords, SearchIndex } from '../search';
import { CATALOG } from './catalog';

const index = new SearchIndex(CATALOG.packages);

function found(query: string): string[] {
  return index.search(query).map(hit => hit.package.name);
}

describe('SearchIndex', () => {
  it('lists everything, in its order, for an empty query', () => {
    expect(found('  ')).toEqual(CATALOG.packages.map(({ name }) => name));
  });

  it('puts an exact name before a prefix, a word and a part of a word', () => {
    expect(found('r').slice(0, 2)).toEqual(['R', 'rstudio']);
  });

  it('puts what is provided before keywords and descriptions', () => {
    expect(found('numpy')).toEqual(['SciPy-bundle', 'CuPy']);
  });

  it('finds keywords and categories before descriptions', () => {
    expect(found('compiler')).toEqual(['intel-compilers', 'GCC']);
    expect(found('cran')).toEqual(['R']);
  });

  it.each([
    ['c++', ['libc++', 'GCC', 'intel-compilers']],
    ['.*', []],
    ['[', []],
    ['(a+)+$', []],
    ['\\', []]
  ])('takes %s literally', (query, names) => {
    expect(found(query)).toEqual(names);
  });

  it('takes a dot for a dot', () => {
    expect(found('3.11')).toEqual(['Python', 'SciPy-bundle']);
    expect(found('3x11')).toEqual([]);
  });

  it('finds versions by full name, and only those', () => {
    const [hit] = index.search('GCC/12');
    expect(hit?.package.name).toBe('GCC');
    expect(hit?.versions.map(({ full_name }) => full_name)).toEqual([
      'GCC/12.3.0'
    ]);
  });

  it('wants every word, and joins what they say about versions', () => {
    expect(found('python 3.11.3')).toEqual(['Python']);
    expect(
      index.search('python 3.11.3')[0]?.versions.map(v => v.full_name)
    ).toEqual(['Python/3.11.3']);
    expect(found('python fortran')).toEqual([]);
  });

  it('says which word is found only in what is provided', () => {
    expect(index.search('scipy numpy')[0]?.providedWord).toBe('numpy');
    expect(index.search('scipy')[0]?.providedWord).toBeNull();
  });

  it('offers only the versions that provide what was searched for', () => {
    const [hit] = index.search('numpydoc');
    expect(hit?.versions.map(v => v.full_name)).toEqual([
      'SciPy-bundle/2023.11'
    ]);
  });

  it('is fast on 16,000 versions', () => {
    const large = new SearchIndex(manyPackages(4000, 4));
    const begin = performance.now();
    for (const query of [
      'p',
      'py',
      'package-39',
      'ext-7-3',
      'nothing at all'
    ]) {
      large.search(query);
    }
    // Five key strokes; a generous bound for a slow machine, which a quadratic search breaks.
    expect(performance.now() - begin).toBeLessThan(1000);
  });
});

describe('bestProvided', () => {
  const version = CATALOG.packages.find(({ name }) => name === 'SciPy-bundle')!
    .versions[0]!;

  it('prefers the exact name', () => {
    expect(bestProvided(version, 'numpy')).toBe('numpy/1.26.2');
    expect(bestProvided(version, 'numpyd')).toBe('numpydoc/1.6');
    expect(bestProvided(version, 'andas')).toBe('pandas/2.1.3');
    expect(bestProvided(version, 'torch')).toBeUndefined();
  });
});

describe('queryWords', () => {
  it('parts at blanks and lowers', () => {
    expect(queryWords(' GCC/12\t C++ ')).toEqual(['gcc/12', 'c++']);
  });
});

function manyPackages(
  packages: number,
  versions: number
): Schemas['Package'][] {
  return Array.from({ length: packages }, (_, p) => ({
    name: `package-${p}`,
    description: `What package number ${p} is good for, in a sentence.`,
    versions: Array.from({ length: versions }, (__, v) => ({
      version: `${v}.0`,
      full_name: `package-${p}/${v}.0`,
      paths: [v],
      provides: Array.from({ length: 10 }, (___, e) => `ext-${p}-${e}/1.${v}`)
    }))
  }));
}
