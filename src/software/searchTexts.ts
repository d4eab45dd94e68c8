/** A catalog's texts, prepared for searching: in lower case, each once, with the packages that they belong to. */

import type { Schemas } from '../api/client';
import { Lines } from './lines';

type Package = Schemas['Package'];

/** The texts of a catalog. Packages are named by their places in the list, versions are counted through. */
export class SearchTexts {
  constructor(readonly packages: readonly Package[]) {
    this.names = new Lines(packages.map(({ name }) => name.toLowerCase()));
    this.descriptions = new Lines(
      packages.map(({ description }) => (description ?? '').toLowerCase())
    );
    this.keywords = new Lines(packages.map(keywordsOf));
    this.firstVersions = firstVersionsOf(packages);
    const versions = packages.flatMap(item => item.versions);
    this.fullNames = new Lines(
      versions.map(({ full_name }) => full_name.toLowerCase())
    );
    this.packageOf = new Uint32Array(versions.length);
    this.numberStarts = new Uint16Array(versions.length);
    let count = 0;
    packages.forEach((item, place) => {
      for (const { full_name, version } of item.versions) {
        this.packageOf[count] = place;
        this.numberStarts[count] = full_name.length - (version ?? '').length;
        count += 1;
      }
    });
    const provided = new ProvidedTexts();
    this.providedBy = versions.map(({ provides }) => provided.add(provides));
    this.provided = new Lines(provided.texts);
  }

  /** The packages' names, and those of what they provide without their versions; each once. */
  get bareNames(): ReadonlySet<string> {
    this._bareNames ??= this._findBareNames();
    return this._bareNames;
  }

  /** A line for each package. */
  readonly names: Lines;
  readonly descriptions: Lines;
  /** Category and keywords. */
  readonly keywords: Lines;

  /** A line for each version of all packages. */
  readonly fullNames: Lines;
  /** The package of each version. */
  readonly packageOf: Uint32Array;
  /** Where in each full name the version itself begins. */
  readonly numberStarts: Uint16Array;
  /** The first version of each package. */
  readonly firstVersions: Uint32Array;

  /** What is provided, each once, such as `numpy/1.25.1`. */
  readonly provided: Lines;
  /** For each version, the lines of `provided`. */
  readonly providedBy: readonly Uint32Array[];

  private _findBareNames(): Set<string> {
    const names = new Set(this.packages.map(({ name }) => name));
    for (let line = 0; line < this.provided.count; line++) {
      const [name = ''] = this.provided.text(line).split('/', 1);
      names.add(name);
    }
    return names;
  }

  private _bareNames: ReadonlySet<string> | null = null;
}

/** Gives texts numbers, equal ones the same. */
class ProvidedTexts {
  readonly texts: string[] = [];

  add(names: readonly string[] = []): Uint32Array {
    if (!names.length) {
      return NOTHING;
    }
    const numbers = new Uint32Array(names.length);
    names.forEach((name, at) => {
      numbers[at] = this._number(name);
    });
    return numbers;
  }

  private _number(name: string): number {
    let number = this._numbers.get(name);
    if (number === undefined) {
      number = this.texts.push(name.toLowerCase()) - 1;
      this._numbers.set(name, number);
    }
    return number;
  }

  private readonly _numbers = new Map<string, number>();
}

const NOTHING = new Uint32Array(0);

function keywordsOf({ category, versions }: Package): string {
  const words = new Set(versions.flatMap(({ keywords }) => keywords ?? []));
  return [category ?? '', ...words].join(' ').toLowerCase();
}

function firstVersionsOf(packages: readonly Package[]): Uint32Array {
  const firsts = new Uint32Array(packages.length);
  let count = 0;
  packages.forEach(({ versions }, place) => {
    firsts[place] = count;
    count += versions.length;
  });
  return firsts;
}
