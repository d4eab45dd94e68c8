/** What the catalog says of modules as prerequisites of others, and as each other's rivals. */

import type { Schemas } from '../api/client';

type Catalog = Schemas['Catalog'];

/** A module as far as it can stand in another's way. */
export interface IRival {
  name: string;
  fullName: string;
  family: string | null;
}

const hierarchies = new WeakMap<Catalog, Hierarchy>();

/** The hierarchy of a catalog; made once for each. */
export function hierarchyOf(catalog: Catalog): Hierarchy {
  const known = hierarchies.get(catalog) ?? new Hierarchy(catalog);
  hierarchies.set(catalog, known);
  return known;
}

/** The hierarchy of a catalog's modules. */
export class Hierarchy {
  constructor(catalog: Catalog) {
    for (const { path, prerequisites } of catalog.modulepaths) {
      this._prerequisites.set(normalizePath(path), prerequisites ?? []);
    }
    for (const { name, versions } of catalog.packages) {
      for (const [age, { full_name, family }] of versions.entries()) {
        const rival = { name, fullName: full_name, family: family ?? null };
        this._rivals.set(full_name, rival);
        this._ages.set(full_name, age);
      }
    }
    this._countOpened(catalog);
  }

  /** A module that the catalog doesn't know has the name before its version, and no family. */
  rival(fullName: string, name = nameOf(fullName)): IRival {
    return this._rivals.get(fullName) ?? { name, fullName, family: null };
  }

  /** Whether a folder is searched only while a module is loaded. */
  needs(path: string, fullName: string): boolean {
    const ways = this._prerequisites.get(normalizePath(path)) ?? [];
    return ways.length > 0 && ways.every(way => way.includes(fullName));
  }

  /** How many modules lie in the folders that a module's package opens, in all its versions. */
  opened(fullName: string): number {
    return this._opened.get(this.rival(fullName).name) ?? 0;
  }

  /** 0 for the newest version of its package, 1 for the next. */
  age(fullName: string): number {
    return this._ages.get(fullName) ?? Infinity;
  }

  private _countOpened({ packages, modulepaths }: Catalog): void {
    const sizes = new Map<number, number>();
    for (const { versions } of packages) {
      for (const path of versions.flatMap(({ paths }) => paths)) {
        sizes.set(path, (sizes.get(path) ?? 0) + 1);
      }
    }
    for (const [index, { prerequisites }] of modulepaths.entries()) {
      const openers = (prerequisites ?? []).flat();
      for (const name of new Set(openers.map(each => this.rival(each).name))) {
        const size = sizes.get(index) ?? 0;
        this._opened.set(name, (this._opened.get(name) ?? 0) + size);
      }
    }
  }

  private readonly _prerequisites = new Map<string, string[][]>();
  private readonly _rivals = new Map<string, IRival>();
  private readonly _ages = new Map<string, number>();
  private readonly _opened = new Map<string, number>();
}

/** A path as Lmod compares it: `//`, `/./` and a slash at the end don't count; links stay. */
export function normalizePath(path: string): string {
  const parts = path.split('/').filter(part => part && part !== '.');
  return (path.startsWith('/') ? '/' : '') + parts.join('/');
}

/** The folder of modulefiles that a modulefile lies in, by its full name. */
export function folderOf(modulefile: string, fullName: string): string {
  const path = modulefile.replace(/\.lua$/, '');
  return normalizePath(
    path.endsWith(fullName) ? path.slice(0, -fullName.length) : path
  );
}

function nameOf(fullName: string): string {
  const slash = fullName.lastIndexOf('/');
  return slash > 0 ? fullName.slice(0, slash) : fullName;
}
