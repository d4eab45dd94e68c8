/** What somebody may search for instead whose search found nothing. */

import type { Listing } from './listing';
import { nearest } from './near';
import { queryWords, SearchIndex } from './search';

/**
 * Other searches that find something.
 *
 * A word that nothing in the catalog has is taken for mistyped. Where there is each word, but nothing with all of
 * them, each is offered by itself.
 *
 * @param query - That found nothing.
 * @returns The best first, and few.
 */
export function suggestions(
  query: string,
  index: SearchIndex,
  listing: Listing
): string[] {
  const words = queryWords(query);
  const mistyped = words.find(word => !index.knows(word));
  const others =
    mistyped === undefined ? words : mended(words, mistyped, index);
  return [...new Set(others)]
    .filter(other => index.search(other, listing).length > 0)
    .slice(0, MOST_SUGGESTIONS);
}

/** The words with a name in the place of the mistyped one, and each such name by itself. */
function mended(
  words: readonly string[],
  mistyped: string,
  index: SearchIndex
): string[] {
  const names = nearTo(mistyped, index);
  const whole = names.map(name =>
    words.map(word => (word === mistyped ? name : word)).join(' ')
  );
  return [...whole, ...names];
}

const MOST_SUGGESTIONS = 5;

/** Names of packages, then names of what they provide; of `gcc/99` the name counts. */
function nearTo(word: string, index: SearchIndex): string[] {
  const [name = word] = word.split('/');
  return nearest(name, index.prepare().bareNames);
}
