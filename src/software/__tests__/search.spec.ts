/** Searching: what is found, in which order, and that nothing typed is more than text. */

import type { Schemas } from '../../api/client';
import { byName, IListingOptions, Listing } from '../listing';
import { IHit, queryWords, SearchIndex } from '../search';
import { bestProvided } from '../wordMatches';
import { CATALOG } from './catalog';

type Version = Schemas['Version'];

const EVERYTHING: IListingOptions = {
  accepts: () => true,
  isPinned: () => false
};

const packages = byName(CATALOG.packages);
const index = new SearchIndex(packages);

function hits(query: string, options = EVERYTHING): IHit[] {
  return index.search(query, new Listing(packages, options));
}

function found(query: string, options = EVERYTHING): string[] {
  return hits(query, options).map(hit => hit.package.name);
}

describe('SearchIndex', () => {
  it('lists everything, in its order, for an empty query', () => {
    expect(found('  ')).toEqual(packages.map(({ name }) => name));
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
    const [hit] = hits('GCC/12');
    expect(hit?.package.name).toBe('GCC');
    expect(hit?.versions.map(({ full_name }) => full_name)).toEqual([
      'GCC/12.3.0'
    ]);
  });

  it('wants every word, and joins what they say about versions', () => {
    expect(found('python 3.11.3')).toEqual(['Python']);
    expect(hits('python 3.11.3')[0]?.versions.map(v => v.full_name)).toEqual([
      'Python/3.11.3'
    ]);
    expect(found('python fortran')).toEqual([]);
  });

  it('says which word is found only in what is provided', () => {
    expect(hits('scipy numpy')[0]?.providedWord).toBe('numpy');
    expect(hits('scipy')[0]?.providedWord).toBeNull();
  });

  it('offers only the versions that provide what was searched for', () => {
    const [hit] = hits('numpydoc');
    expect(hit?.versions.map(v => v.full_name)).toEqual([
      'SciPy-bundle/2023.11'
    ]);
  });

  it('takes a single letter for a word, not for a part of any text', () => {
    // Also in what is provided: none of it is called "c".
    expect(found('c')).toEqual([
      'CuPy',
      'intel-compilers',
      'GCC',
      'libc++',
      'SciPy-bundle'
    ]);
  });

  it('finds only what is listed', () => {
    const visible = { ...EVERYTHING, accepts: (v: Version) => !v.hidden };
    const [hit] = hits('rstudio', visible);
    expect(hit?.versions.map(v => v.full_name)).toEqual(['rstudio/2023.12']);
    expect(found('rstudio/2020', visible)).toEqual([]);
    expect(found('rstudio/2020')).toEqual(['rstudio']);
  });

  it('lists what is pinned first, where nothing is searched for', () => {
    const pinned = {
      ...EVERYTHING,
      isPinned: ({ name }: Schemas['Package']) => name === 'R'
    };
    expect(found('', pinned).slice(0, 2)).toEqual(['R', 'CuPy']);
    expect(found('gcc', pinned)[0]).toBe('GCC');
  });

  it('says what is known at all', () => {
    expect(index.knows('numpy')).toBe(true);
    expect(index.knows('nunpy')).toBe(false);
  });
});

describe('bestProvided', () => {
  const { provides = [] } = CATALOG.packages.find(
    ({ name }) => name === 'SciPy-bundle'
  )!.versions[0]!;

  it('prefers the exact name', () => {
    expect(bestProvided(provides, 'numpy')).toBe('numpy/1.26.2');
    expect(bestProvided(provides, 'numpyd')).toBe('numpydoc/1.6');
    expect(bestProvided(provides, 'andas')).toBe('pandas/2.1.3');
    expect(bestProvided(provides, 'torch')).toBeUndefined();
  });
});

describe('queryWords', () => {
  it('parts at blanks and lowers', () => {
    expect(queryWords(' GCC/12\t C++ ')).toEqual(['gcc/12', 'c++']);
  });
});
