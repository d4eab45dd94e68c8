/** Finds software as one types: what was typed is taken literally, and the best comes first. */

import type { Schemas } from '../api/client';
import type { Listing } from './listing';
import { SearchTexts } from './searchTexts';
import { WordMatches } from './wordMatches';

type Package = Schemas['Package'];
type Version = Schemas['Version'];

/** As many words as somebody still types: what they match is kept. */
const KEPT_WORDS = 12;

/** A package that was found. */
export interface IHit {
  package: Package;
  /** The listed versions that match: all of them where the words don't tell versions apart. */
  readonly versions: readonly Version[];
  /** The word that is found only among what the versions provide, if there is one. */
  readonly providedWord: string | null;
}

/** A catalog that can be searched; it is prepared when something is searched for first. */
export class SearchIndex {
  /**
   * @param packages - By name; among equal matches this is the order.
   */
  constructor(readonly packages: readonly Package[]) {}

  /** Do now what the first search would wait for. */
  prepare(): SearchTexts {
    this._texts ??= new SearchTexts(this.packages);
    return this._texts;
  }

  /**
   * Find packages that match every word.
   *
   * @param query - What was typed; words are parted by blanks.
   * @param listing - Where to look.
   * @returns The best first; all that is listed, in its order, for an empty query.
   */
  search(query: string, listing: Listing): IHit[] {
    const words = queryWords(query);
    const matches = words.map(word => this._matches(word));
    if (!matches.length) {
      return listing.places.map(place => ({
        package: this.packages[place]!,
        versions: listing.versions(place),
        providedWord: null
      }));
    }
    return listing.places
      .filter(place => matches.every(match => match.has(place)))
      .filter(place => this._hasVersion(place, matches, listing))
      .map(place => ({ place, order: this._order(place, matches) }))
      .sort((a, b) => a.order - b.order)
      .map(
        ({ place }) =>
          new Hit(this.packages[place]!, place, words, matches, listing)
      );
  }

  /** Whether anything in the catalog matches a word, listed or not. */
  knows(word: string): boolean {
    const matches = this._matches(word);
    return this.packages.some((_, place) => matches.has(place));
  }

  /** Whether one of a package's listed versions matches. */
  private _hasVersion(
    place: number,
    matches: readonly WordMatches[],
    listing: Listing
  ): boolean {
    const matcher = versionMatcher(this.packages[place]!, place, matches);
    return !matcher || listing.versions(place).some(matcher);
  }

  /** Better matches first; among equals the shorter name, then the alphabet. */
  private _order(place: number, matches: readonly WordMatches[]): number {
    const score = matches.reduce((sum, match) => sum + match.rank(place), 0);
    const length = Math.min(this.packages[place]!.name.length, 255);
    return (score * 256 + length) * this.packages.length + place;
  }

  /** A word's matches; those of the last words are kept, as a query is typed letter by letter. */
  private _matches(word: string): WordMatches {
    const known = this._kept.get(word);
    if (known) {
      return known;
    }
    const matches = new WordMatches(this.prepare(), word);
    this._kept.set(word, matches);
    for (const oldest of this._kept.keys()) {
      if (this._kept.size <= KEPT_WORDS) {
        break;
      }
      this._kept.delete(oldest);
    }
    return matches;
  }

  private _texts: SearchTexts | null = null;
  private readonly _kept = new Map<string, WordMatches>();
}

/** The words of a query, in lower case. */
export function queryWords(query: string): string[] {
  return query.toLowerCase().split(/\s+/).filter(Boolean);
}

/** Its versions are looked for only when it is shown. */
class Hit implements IHit {
  constructor(
    item: Package,
    private readonly _place: number,
    private readonly _words: readonly string[],
    private readonly _matches: readonly WordMatches[],
    private readonly _listing: Listing
  ) {
    this.package = item;
  }

  readonly package: Package;

  get versions(): readonly Version[] {
    this._versions ??= this._findVersions();
    return this._versions;
  }

  get providedWord(): string | null {
    const found = this._matches.findIndex(match =>
      match.isProvided(this._place)
    );
    return this._words[found] ?? null;
  }

  private _findVersions(): readonly Version[] {
    const listed = this._listing.versions(this._place);
    const matcher = versionMatcher(this.package, this._place, this._matches);
    return matcher ? listed.filter(matcher) : listed;
  }

  private _versions: readonly Version[] | null = null;
}

/** Tells whether a version of a package matches all words; null where each does. */
function versionMatcher(
  { versions }: Package,
  place: number,
  matches: readonly WordMatches[]
): ((version: Version) => boolean) | null {
  const telling = matches.filter(match => match.tellsVersions(place));
  return telling.length
    ? version => {
        const age = versions.indexOf(version);
        return telling.every(match => match.hasVersion(place, age));
      }
    : null;
}
