/** What one word matches in a catalog, and how well. */

import type { SearchTexts } from './searchTexts';

/** How well a word matches; smaller is better. */
enum Rank {
  Exact = 0,
  Prefix = 10,
  Word = 20,
  Substring = 30,
  ProvidedExact = 40,
  ProvidedPrefix = 42,
  ProvidedSubstring = 44,
  Keyword = 50,
  DescriptionWord = 60,
  Description = 62
}

/** Where a word was found first: names, then versions, then what is provided, then prose. */
enum Where {
  Nowhere,
  Name,
  Version,
  Provided,
  Prose
}

/** A word's matches, for each package by its place. */
export class WordMatches {
  /**
   * @param texts - Of the catalog.
   * @param word - In lower case.
   */
  constructor(
    private readonly _texts: SearchTexts,
    private readonly _word: string
  ) {
    const count = _texts.packages.length;
    this._ranks = new Uint8Array(count);
    this._where = new Uint8Array(count);
    this._matchingVersions = new Uint8Array(_texts.packageOf.length);
    // In this order: what a better place has found, a worse one doesn't touch.
    this._findNames();
    this._findVersions();
    this._findProvided();
    this._findProse();
  }

  /** Whether a package matches. */
  has(place: number): boolean {
    return this._where[place] !== Where.Nowhere;
  }

  /** How well it matches; only for those that do. */
  rank(place: number): number {
    return this._ranks[place] ?? 0;
  }

  /** Whether the word tells a package's versions apart. */
  tellsVersions(place: number): boolean {
    const where = this._where[place];
    return where === Where.Version || where === Where.Provided;
  }

  /** Whether a version matches, counted from its package's first one. */
  hasVersion(place: number, age: number): boolean {
    const version = (this._texts.firstVersions[place] ?? 0) + age;
    return !this.tellsVersions(place) || this._matchingVersions[version] === 1;
  }

  /** Whether the word is found only among what a package provides. */
  isProvided(place: number): boolean {
    return this._where[place] === Where.Provided;
  }

  private _findNames(): void {
    this._texts.names.each(this._word, (place, at) => {
      const name = this._texts.names.text(place);
      this._note(place, Where.Name, nameRank(name, this._word, at));
    });
  }

  /** Full names, such as `gcc/12`, and bare versions, such as `3.11`. */
  private _findVersions(): void {
    const { fullNames, packageOf, numberStarts } = this._texts;
    fullNames.each(this._word, (version, at) => {
      const place = packageOf[version] ?? 0;
      if (this._where[place] !== Where.Name) {
        const name = fullNames.text(version);
        const start = numberStarts[version] ?? 0;
        this._matchingVersions[version] = 1;
        const rank = versionRank(name, start, this._word, at);
        this._note(place, Where.Version, rank);
      }
    });
  }

  private _findProvided(): void {
    const { packages, provided, providedBy, firstVersions } = this._texts;
    const ranks = new Uint8Array(provided.count);
    provided.each(this._word, (line, at) => {
      ranks[line] = providedRank(provided.text(line), this._word, at) ?? 0;
    });
    packages.forEach(({ versions }, place) => {
      const where = this._where[place];
      if (where === Where.Name || where === Where.Version) {
        return;
      }
      const first = firstVersions[place] ?? 0;
      for (let version = first; version < first + versions.length; version++) {
        const best = bestOf(ranks, providedBy[version]);
        if (best) {
          this._matchingVersions[version] = 1;
          this._note(place, Where.Provided, best);
        }
      }
    });
  }

  private _findProse(): void {
    const { keywords, descriptions } = this._texts;
    const isLetter = this._word.length === 1;
    for (const [lines, asWord, asPart] of [
      [keywords, Rank.Keyword, Rank.Keyword],
      [descriptions, Rank.DescriptionWord, Rank.Description]
    ] as const) {
      lines.each(this._word, place => {
        if (this._where[place] !== Where.Nowhere) {
          return;
        }
        const text = lines.text(place);
        // A single letter is in every text: it has to be a word of its own, as in "C and R".
        if (!isLetter || isWordIn(text, this._word)) {
          const rank = beginsWord(text, this._word) ? asWord : asPart;
          this._note(place, Where.Prose, rank);
        }
      });
    }
  }

  private _note(place: number, where: Where, rank: number): void {
    const known = this._where[place];
    if (known === Where.Nowhere) {
      this._where[place] = where;
      this._ranks[place] = rank;
    } else if (known === where && rank < (this._ranks[place] ?? 0)) {
      this._ranks[place] = rank;
    }
  }

  private readonly _ranks: Uint8Array;
  private readonly _where: Uint8Array;
  private readonly _matchingVersions: Uint8Array;
}

/** The best of some lines' ranks; 0 where none has one. */
function bestOf(ranks: Uint8Array, lines: Uint32Array | undefined): number {
  let best = 0;
  for (const line of lines ?? []) {
    const rank = ranks[line] ?? 0;
    if (rank && (!best || rank < best)) {
      best = rank;
    }
  }
  return best;
}

function nameRank(name: string, word: string, at: number): number {
  if (at === 0) {
    return name.length === word.length ? Rank.Exact : Rank.Prefix;
  }
  return beginsWord(name, word) ? Rank.Word : Rank.Substring;
}

function versionRank(
  fullName: string,
  numberStart: number,
  word: string,
  at: number
): number {
  if (at === 0) {
    return fullName.length === word.length ? Rank.Exact : Rank.Prefix;
  }
  return fullName.startsWith(word, numberStart) ? Rank.Word : Rank.Substring;
}

/**
 * How well what is provided, such as `numpy/1.25.1`, matches.
 *
 * @returns Null where a single letter is only a part of it.
 */
function providedRank(
  provided: string,
  word: string,
  at: number
): number | null {
  if (at === 0) {
    const next = provided.charAt(word.length);
    return next === '' || next === '/'
      ? Rank.ProvidedExact
      : word.length > 1
        ? Rank.ProvidedPrefix
        : null;
  }
  return word.length > 1 ? Rank.ProvidedSubstring : null;
}

/**
 * What a list of provided names has that matches a word best.
 *
 * @param provides - Such as `numpy/1.25.1`.
 * @param word - In lower case.
 * @returns Undefined where nothing matches.
 */
export function bestProvided(
  provides: readonly string[],
  word: string
): string | undefined {
  let best: { rank: number; name: string } | undefined;
  for (const name of provides) {
    const lower = name.toLowerCase();
    const at = lower.indexOf(word);
    const rank = at < 0 ? null : providedRank(lower, word, at);
    if (rank !== null && (!best || rank < best.rank)) {
      best = { rank, name };
    }
  }
  return best?.name;
}

/** Whether a word stands in a text where a word begins. */
function beginsWord(text: string, word: string): boolean {
  return anyPlace(text, word, at => !isWordCharacter(text.charAt(at - 1)));
}

/** Whether a word stands in a text by itself. */
function isWordIn(text: string, word: string): boolean {
  return anyPlace(
    text,
    word,
    at =>
      !isWordCharacter(text.charAt(at - 1)) &&
      !isWordCharacter(text.charAt(at + word.length))
  );
}

function anyPlace(
  text: string,
  word: string,
  test: (at: number) => boolean
): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (test(at)) {
      return true;
    }
  }
  return false;
}

function isWordCharacter(character: string): boolean {
  return character !== '' && WORD_CHARACTER.test(character);
}

const WORD_CHARACTER = /[\p{L}\p{N}]/u;
