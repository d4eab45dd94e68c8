/** Says what loading a version would take, from the catalog and what is loaded, without asking Lmod. */

import type { Schemas } from '../api/client';

type Catalog = Schemas['Catalog'];
type ModuleState = Schemas['ModuleState'];
type Version = Schemas['Version'];

/** What loading a version would take. */
export interface ILoadWay {
  /** It is loaded already, and nothing would change. */
  isLoaded: boolean;
  /** Full names that have to be loaded first, in this order. */
  prerequisites: readonly string[];
  /** Full names of loaded modules that would make way: another version, or the same family. */
  replaces: readonly string[];
}

/** A module as far as it can stand in another's way. */
interface IRival {
  name: string;
  fullName: string;
  family: string | null;
}

/** Knows the ways to load each version from what is loaded now. */
export class Loadability {
  constructor(
    private readonly _catalog: Catalog,
    state: ModuleState | null
  ) {
    this._modulepath = new Set((state?.modulepath ?? []).map(normalizePath));
    this._rivals = rivalsByFullName(_catalog);
    this._loaded = (state?.loaded ?? [])
      .filter(({ active }) => active)
      .map(({ name, full_name }) => this._rival(full_name, name));
    this._loadedNames = new Set(this._loaded.map(({ fullName }) => fullName));
  }

  /** Whether one of a version's folders is searched now. */
  isLoadableNow(version: Version): boolean {
    return version.paths.some(index => this._isSearched(index));
  }

  /** The way to load a version that changes least of what is loaded. */
  wayTo(version: Version): ILoadWay {
    const known = this._ways.get(version);
    if (known) {
      return known;
    }
    const way = this._findWay(version);
    this._ways.set(version, way);
    return way;
  }

  /**
   * The version that a package's row offers: one that is loaded; else the default, unless
   * that would replace something loaded and another one wouldn't.
   *
   * @param versions - Those to choose from, the newest first.
   */
  offered(versions: readonly Version[]): Version | undefined {
    const ordered = [...versions].sort(
      (a, b) => Number(b.default ?? false) - Number(a.default ?? false)
    );
    return (
      ordered.find(version => this.wayTo(version).isLoaded) ??
      ordered.find(version => !this.wayTo(version).replaces.length) ??
      ordered[0]
    );
  }

  private _findWay(version: Version): ILoadWay {
    if (this._loadedNames.has(version.full_name)) {
      return { isLoaded: true, prerequisites: [], replaces: [] };
    }
    const alternatives = this.isLoadableNow(version)
      ? [[]]
      : this._alternatives(version);
    const ways = alternatives.map(names => this._way(version, names));
    return ways.sort(compareWays)[0] ?? this._way(version, []);
  }

  /** Each is a list of full names after which one of the version's folders is searched. */
  private _alternatives(version: Version): string[][] {
    return version.paths.flatMap(
      index => this._catalog.modulepaths[index]?.prerequisites ?? []
    );
  }

  private _way(version: Version, names: readonly string[]): ILoadWay {
    const prerequisites = names.filter(name => !this._loadedNames.has(name));
    const coming = [...prerequisites, version.full_name].map(name =>
      this._rival(name)
    );
    const replaces = this._loaded
      .filter(loaded => coming.some(other => areRivals(loaded, other)))
      .map(({ fullName }) => fullName);
    return { isLoaded: false, prerequisites, replaces };
  }

  private _isSearched(index: number): boolean {
    const path = this._catalog.modulepaths[index]?.path;
    return path !== undefined && this._modulepath.has(normalizePath(path));
  }

  /** A module that the catalog doesn't know has the name before its version, and no family. */
  private _rival(fullName: string, name = nameOf(fullName)): IRival {
    return this._rivals.get(fullName) ?? { name, fullName, family: null };
  }

  private readonly _modulepath: ReadonlySet<string>;
  private readonly _rivals: ReadonlyMap<string, IRival>;
  private readonly _loaded: readonly IRival[];
  private readonly _loadedNames: ReadonlySet<string>;
  private readonly _ways = new Map<Version, ILoadWay>();
}

/**
 * A path as Lmod compares it: `//`, `/./` and a slash at the end don't count; links stay.
 */
export function normalizePath(path: string): string {
  const parts = path.split('/').filter(part => part && part !== '.');
  return (path.startsWith('/') ? '/' : '') + parts.join('/');
}

const rivalsOfCatalogs = new WeakMap<Catalog, ReadonlyMap<string, IRival>>();

/** The families of a catalog's modules; built once for each catalog. */
function rivalsByFullName(catalog: Catalog): ReadonlyMap<string, IRival> {
  const known = rivalsOfCatalogs.get(catalog);
  if (known) {
    return known;
  }
  const rivals = new Map<string, IRival>();
  for (const { name, versions } of catalog.packages) {
    for (const { full_name: fullName, family } of versions) {
      rivals.set(fullName, { name, fullName, family: family ?? null });
    }
  }
  rivalsOfCatalogs.set(catalog, rivals);
  return rivals;
}

/** Whether the one can't be loaded beside the other. */
function areRivals(loaded: IRival, coming: IRival): boolean {
  return (
    loaded.fullName !== coming.fullName &&
    (loaded.name === coming.name ||
      (loaded.family !== null && loaded.family === coming.family))
  );
}

/** The way that replaces least comes first, then the shorter, then the one with newer modules. */
function compareWays(a: ILoadWay, b: ILoadWay): number {
  return (
    a.replaces.length - b.replaces.length ||
    a.prerequisites.length - b.prerequisites.length ||
    NATURAL.compare(b.prerequisites.join(' '), a.prerequisites.join(' '))
  );
}

const NATURAL = new Intl.Collator('en', { numeric: true });

function nameOf(fullName: string): string {
  const slash = fullName.lastIndexOf('/');
  return slash > 0 ? fullName.slice(0, slash) : fullName;
}
