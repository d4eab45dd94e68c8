/** Finds software as one types: what was typed is taken literally, and the best comes first. */

import type { Schemas } from '../api/client';

type Package = Schemas['Package'];
type Version = Schemas['Version'];

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

/** A package that was found. */
export interface IHit {
  package: Package;
  /** Sum of the ranks of all words; smaller is better. */
  score: number;
  /** The versions that match: all of them where the words don't tell versions apart. */
  versions: readonly Version[];
  /** The word that is found only among what the versions provide, if there is one. */
  providedWord: string | null;
}

/** A version in lower case. */
interface IIndexedVersion {
  version: Version;
  fullName: string;
  number: string;
  provides: string[];
  keywords: string;
}

/** A package in lower case. */
interface IIndexedPackage {
  package: Package;
  name: string;
  description: string;
  category: string;
  versions: IIndexedVersion[];
  /** All of it, for one quick look. */
  all: string;
}

/** How one word matches one package. */
interface IWordMatch {
  rank: number;
  /** The versions it is true for; null for all. */
  versions: ReadonlySet<Version> | null;
  isProvided: boolean;
}

/** A catalog, prepared for searching. */
export class SearchIndex {
  /**
   * @param packages - In the order in which they are listed when nothing is searched for.
   */
  constructor(packages: readonly Package[]) {
    this._packages = packages.map(indexPackage);
  }

  /**
   * Find packages that match every word.
   *
   * @param query - What was typed; words are parted by blanks.
   * @returns The best first; all packages, in their order, for an empty query.
   */
  search(query: string): IHit[] {
    const words = queryWords(query);
    const hits: IHit[] = [];
    for (const candidate of this._packages) {
      const hit = matchPackage(candidate, words);
      if (hit) {
        hits.push(hit);
      }
    }
    return words.length ? hits.sort(compareHits) : hits;
  }

  private readonly _packages: readonly IIndexedPackage[];
}

/** The words of a query, in lower case. */
export function queryWords(query: string): string[] {
  return query.toLowerCase().split(/\s+/).filter(Boolean);
}

function indexPackage(item: Package): IIndexedPackage {
  const versions = item.versions.map(indexVersion);
  const name = item.name.toLowerCase();
  const description = (item.description ?? '').toLowerCase();
  const category = (item.category ?? '').toLowerCase();
  const all = [
    name,
    description,
    category,
    ...versions.flatMap(v => [v.fullName, v.keywords, ...v.provides])
  ].join('\n');
  return { package: item, name, description, category, versions, all };
}

function indexVersion(version: Version): IIndexedVersion {
  return {
    version,
    fullName: version.full_name.toLowerCase(),
    number: (version.version ?? '').toLowerCase(),
    provides: (version.provides ?? []).map(name => name.toLowerCase()),
    keywords: (version.keywords ?? []).join('\n').toLowerCase()
  };
}

function matchPackage(
  candidate: IIndexedPackage,
  words: readonly string[]
): IHit | null {
  if (!words.every(word => candidate.all.includes(word))) {
    return null;
  }
  let score = 0;
  let versions: readonly Version[] = candidate.package.versions;
  let providedWord: string | null = null;
  for (const word of words) {
    const match = matchWord(candidate, word);
    if (!match) {
      return null;
    }
    score += match.rank;
    versions = versions.filter(version => match.versions?.has(version) ?? true);
    providedWord ??= match.isProvided ? word : null;
  }
  return versions.length
    ? { package: candidate.package, score, versions, providedWord }
    : null;
}

/** The best match of a word: names first, then what is provided, then prose. */
function matchWord(
  candidate: IIndexedPackage,
  word: string
): IWordMatch | null {
  return (
    matchName(candidate, word) ??
    matchVersions(candidate, word) ??
    matchProvided(candidate, word) ??
    matchProse(candidate, word)
  );
}

function matchName({ name }: IIndexedPackage, word: string): IWordMatch | null {
  const rank = rankIn(name, word);
  return rank === null ? null : { rank, versions: null, isProvided: false };
}

/** Full names, such as `gcc/12`, and bare versions, such as `3.11`. */
function matchVersions(
  { versions }: IIndexedPackage,
  word: string
): IWordMatch | null {
  const matching = new Set<Version>();
  let best: number | null = null;
  for (const { version, fullName, number } of versions) {
    const rank = versionRank(fullName, number, word);
    if (rank !== null) {
      matching.add(version);
      best = Math.min(best ?? rank, rank);
    }
  }
  return best === null
    ? null
    : { rank: best, versions: matching, isProvided: false };
}

function versionRank(
  fullName: string,
  number: string,
  word: string
): number | null {
  if (fullName === word) {
    return Rank.Exact;
  }
  if (fullName.startsWith(word)) {
    return Rank.Prefix;
  }
  if (number.startsWith(word)) {
    return Rank.Word;
  }
  return fullName.includes(word) ? Rank.Substring : null;
}

function matchProvided(
  { versions }: IIndexedPackage,
  word: string
): IWordMatch | null {
  const matching = new Set<Version>();
  let best: number | null = null;
  for (const { version, provides } of versions) {
    for (const name of provides) {
      const rank = providedRank(name, word);
      if (rank !== null) {
        matching.add(version);
        best = Math.min(best ?? rank, rank);
      }
    }
  }
  return best === null
    ? null
    : { rank: best, versions: matching, isProvided: true };
}

/**
 * What a version provides that matches a word best.
 *
 * @param version - The version.
 * @param word - In lower case.
 * @returns Such as `numpy/1.25.1`; undefined where nothing matches.
 */
export function bestProvided(
  version: Version,
  word: string
): string | undefined {
  let best: { rank: number; name: string } | undefined;
  for (const name of version.provides ?? []) {
    const rank = providedRank(name.toLowerCase(), word);
    if (rank !== null && (!best || rank < best.rank)) {
      best = { rank, name };
    }
  }
  return best?.name;
}

function providedRank(provided: string, word: string): number | null {
  if (provided === word || provided.startsWith(`${word}/`)) {
    return Rank.ProvidedExact;
  }
  if (provided.startsWith(word)) {
    return Rank.ProvidedPrefix;
  }
  return provided.includes(word) ? Rank.ProvidedSubstring : null;
}

function matchProse(
  { versions, category, description }: IIndexedPackage,
  word: string
): IWordMatch | null {
  const isKeyword =
    category.includes(word) ||
    versions.some(({ keywords }) => keywords.includes(word));
  if (isKeyword) {
    return { rank: Rank.Keyword, versions: null, isProvided: false };
  }
  if (!description.includes(word)) {
    return null;
  }
  const rank = beginsWord(description, word)
    ? Rank.DescriptionWord
    : Rank.Description;
  return { rank, versions: null, isProvided: false };
}

function rankIn(name: string, word: string): number | null {
  if (name === word) {
    return Rank.Exact;
  }
  if (name.startsWith(word)) {
    return Rank.Prefix;
  }
  if (!name.includes(word)) {
    return null;
  }
  return beginsWord(name, word) ? Rank.Word : Rank.Substring;
}

/** Whether `word` stands in `text` where a word begins. */
function beginsWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (at === 0 || !/[\p{L}\p{N}]/u.test(text.charAt(at - 1))) {
      return true;
    }
  }
  return false;
}

/** Better matches first; among equals the shorter name, then the alphabet. */
function compareHits(a: IHit, b: IHit): number {
  return (
    a.score - b.score ||
    a.package.name.length - b.package.name.length ||
    a.package.name.localeCompare(b.package.name)
  );
}
