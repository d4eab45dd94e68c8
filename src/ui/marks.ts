/** Where in a text the words that somebody searched for stand. */

/** From `start` up to `end`, in UTF-16 units. */
export interface IRange {
  start: number;
  end: number;
}

/**
 * Find where words stand in a text, without regard to case.
 *
 * @param text - As it is shown.
 * @param words - In lower case.
 * @returns Ranges in order that don't touch each other.
 */
export function findRanges(text: string, words: readonly string[]): IRange[] {
  const lower = text.toLowerCase();
  if (lower.length !== text.length) {
    // Some capital letters are longer in lower case: positions would be wrong.
    return [];
  }
  return mergeRanges(words.flatMap(word => occurrences(lower, word)));
}

/** A single letter counts only where a word begins: it is in every text. */
function occurrences(lower: string, word: string): IRange[] {
  const ranges: IRange[] = [];
  if (!word) {
    return ranges;
  }
  for (
    let start = lower.indexOf(word);
    start >= 0;
    start = lower.indexOf(word, start + word.length)
  ) {
    if (word.length > 1 || !WORD_CHARACTER.test(lower.charAt(start - 1))) {
      ranges.push({ start, end: start + word.length });
    }
  }
  return ranges;
}

const WORD_CHARACTER = /[\p{L}\p{N}]/u;

function mergeRanges(ranges: IRange[]): IRange[] {
  const merged: IRange[] = [];
  for (const range of ranges.sort((a, b) => a.start - b.start)) {
    const last = merged[merged.length - 1];
    if (last && range.start <= last.end) {
      last.end = Math.max(last.end, range.end);
    } else {
      merged.push({ ...range });
    }
  }
  return merged;
}
