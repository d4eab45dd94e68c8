/** A search without a hit leads to one with hits. */

import { byName, Listing } from '../listing';
import { SearchIndex } from '../search';
import { suggestions } from '../suggestions';
import { CATALOG } from './catalog';

const packages = byName(CATALOG.packages);
const index = new SearchIndex(packages);
const listing = new Listing(packages, {
  accepts: ({ hidden }) => !hidden,
  isPinned: () => false
});

describe('suggestions', () => {
  it.each([
    ['pyhton', ['Python']],
    ['nunpy', ['numpy', 'CuPy']],
    ['gccc/12', ['GCC']],
    ['pyhton 3.11.3', ['Python 3.11.3', 'Python']],
    ['python fortran', ['python', 'fortran']],
    ['xyzzy', []],
    ['rstudio/2020', []],
    ['.*', []]
  ])('for %s are %j', (query, others) => {
    expect(suggestions(query, index, listing)).toEqual(others);
  });
});
