/** Which packages and versions are listed at all, and in which order: before anything is searched for. */

import type { Schemas } from '../api/client';

type Package = Schemas['Package'];
type Version = Schemas['Version'];

/** What decides over the list. */
export interface IListingOptions {
  /** Whether a package's version is listed. */
  accepts: (version: Version, item: Package) => boolean;
  /** Whether a package comes before the others where nothing is searched for. */
  isPinned: (item: Package) => boolean;
}

/** A choice of a catalog's packages, by their places in it. */
export class Listing {
  /**
   * @param packages - By name.
   */
  constructor(
    packages: readonly Package[],
    { accepts, isPinned }: IListingOptions
  ) {
    const pinned: number[] = [];
    const others: number[] = [];
    let count = 0;
    this._versions = packages.map((item, place) => {
      const versions = accepted(item, accepts);
      if (versions.length) {
        (isPinned(item) ? pinned : others).push(place);
        count += versions.length;
      }
      return versions;
    });
    this.places = [...pinned, ...others];
    this.pinnedCount = pinned.length;
    this.versionCount = count;
  }

  /** Where the listed packages are in the catalog, in the order of the list. */
  readonly places: readonly number[];

  /** How many of them come first because they're pinned. */
  readonly pinnedCount: number;

  /** How many versions are listed. */
  readonly versionCount: number;

  /** A package's listed versions, the newest first; empty where it isn't listed. */
  versions(place: number): readonly Version[] {
    return this._versions[place] ?? [];
  }

  private readonly _versions: readonly (readonly Version[])[];
}

/** Most packages are listed whole: they keep their own list. */
function accepted(
  item: Package,
  accepts: IListingOptions['accepts']
): readonly Version[] {
  return item.versions.every(version => accepts(version, item))
    ? item.versions
    : item.versions.filter(version => accepts(version, item));
}

/** A catalog's packages in the order of the alphabet, numbers by their value. */
export function byName(packages: readonly Package[]): readonly Package[] {
  return [...packages].sort((a, b) => BY_NAME.compare(a.name, b.name));
}

const BY_NAME = new Intl.Collator('en', { numeric: true });
