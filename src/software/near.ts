/** Names that somebody may have meant who mistyped one. */

/** As many names as are worth offering. */
const MOST_NAMES = 5;

/**
 * The names that are nearest to a word.
 *
 * @param word - As it was typed.
 * @param names - The best first; among equally near ones the order stays.
 * @returns The nearest first; empty where none is near.
 */
export function nearest(word: string, names: Iterable<string>): string[] {
  const wanted = word.toLowerCase();
  const limit = mistakesIn(wanted);
  const found: { name: string; distance: number }[] = [];
  for (const name of names) {
    const distance = editDistance(wanted, name.toLowerCase(), limit);
    if (distance <= limit) {
      found.push({ name, distance });
    }
  }
  found.sort((a, b) => a.distance - b.distance);
  return [...new Set(found.map(({ name }) => name))].slice(0, MOST_NAMES);
}

/** How many mistakes somebody makes in a word: the longer, the more. */
function mistakesIn(word: string): number {
  return [3, 5, 9].filter(length => word.length >= length).length;
}

/**
 * How many letters one has to leave out, put in, replace or exchange with their neighbour (Damerau and
 * Levenshtein's distance, in which no part is changed twice).
 *
 * @param limit - Above it any greater number will do.
 */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) {
    return limit + 1;
  }
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    let smallest = row;
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let distance = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1)
      );
      if (a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        distance = Math.min(distance, (beforeLast[column - 2] ?? limit) + 1);
      }
      current.push(distance);
      smallest = Math.min(smallest, distance);
    }
    if (smallest > limit) {
      return limit + 1;
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length] ?? 0;
}
