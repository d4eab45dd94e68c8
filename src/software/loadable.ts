/** Says what loading a version would take, from the catalog and what is loaded, without asking Lmod. */

import type { Schemas } from '../api/client';
import {
  folderOf,
  Hierarchy,
  hierarchyOf,
  IRival,
  normalizePath
} from './hierarchy';

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

/** A loaded module, and where it lies. */
interface ILoaded extends IRival {
  folder: string;
}

/** A way with what it costs. */
interface ICandidate extends ILoadWay {
  cost: readonly number[];
}

/** Knows the ways to load each version from what is loaded now. */
export class Loadability {
  constructor(
    private readonly _catalog: Catalog,
    state: ModuleState | null
  ) {
    this._hierarchy = hierarchyOf(_catalog);
    this._modulepath = new Set((state?.modulepath ?? []).map(normalizePath));
    this._loaded = (state?.loaded ?? [])
      .filter(({ active }) => active)
      .map(({ name, full_name, path }) => ({
        ...this._hierarchy.rival(full_name, name),
        folder: folderOf(path, full_name)
      }));
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
    const [best] = alternatives
      .map(names => this._candidate(version, names))
      .sort((a, b) => compareCosts(a.cost, b.cost));
    return best ?? this._candidate(version, []);
  }

  /** Each is a list of full names after which one of the version's folders is searched. */
  private _alternatives(version: Version): string[][] {
    return version.paths.flatMap(
      index => this._catalog.modulepaths[index]?.prerequisites ?? []
    );
  }

  private _candidate(version: Version, chain: readonly string[]): ICandidate {
    const prerequisites = chain.filter(name => !this._loadedNames.has(name));
    const coming = [...prerequisites, version.full_name].map(name =>
      this._hierarchy.rival(name)
    );
    const replaces = this._loaded
      .filter(loaded => coming.some(other => areRivals(loaded, other)))
      .map(({ fullName }) => fullName);
    const cost = this._cost(chain, prerequisites, replaces);
    return { isLoaded: false, prerequisites, replaces, cost };
  }

  /**
   * What counts against a way, in this order, as in the server's planner: how many loaded
   * modules it disturbs; how many it loads; that less is built on its packages; their age.
   */
  private _cost(
    chain: readonly string[],
    prerequisites: readonly string[],
    replaces: readonly string[]
  ): number[] {
    const disturbed = this._loaded.filter(
      ({ fullName, folder }) =>
        replaces.includes(fullName) ||
        replaces.some(gone => this._hierarchy.needs(folder, gone))
    );
    const opened = chain.map(name => this._hierarchy.opened(name));
    return [
      disturbed.length,
      prerequisites.length,
      -opened.reduce((sum, count) => sum + count, 0),
      ...chain.map(name => this._hierarchy.age(name))
    ];
  }

  private _isSearched(index: number): boolean {
    const path = this._catalog.modulepaths[index]?.path;
    return path !== undefined && this._modulepath.has(normalizePath(path));
  }

  private readonly _hierarchy: Hierarchy;
  private readonly _modulepath: ReadonlySet<string>;
  private readonly _loaded: readonly ILoaded[];
  private readonly _loadedNames: ReadonlySet<string>;
  private readonly _ways = new Map<Version, ILoadWay>();
}

/** Whether the one can't be loaded beside the other. */
function areRivals(loaded: IRival, coming: IRival): boolean {
  return (
    loaded.fullName !== coming.fullName &&
    (loaded.name === coming.name ||
      (loaded.family !== null && loaded.family === coming.family))
  );
}

/** The first difference decides. */
function compareCosts(a: readonly number[], b: readonly number[]): number {
  const index = a.findIndex((cost, at) => cost !== b[at]);
  return index < 0 ? a.length - b.length : (a[index] ?? 0) - (b[index] ?? 0);
}
