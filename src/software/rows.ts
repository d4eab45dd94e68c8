/** The rows of the list of software: packages, and what unfolded ones show below them. */

import type { Schemas } from '../api/client';
import type { IHit } from './search';

type Package = Schemas['Package'];
type Version = Schemas['Version'];

/** A row of the list. */
export type Row =
  | { kind: 'package'; hit: IHit; isOpen: boolean }
  | { kind: 'about'; hit: IHit }
  | { kind: 'version'; hit: IHit; version: Version };

/** The packages to show, by name, without hidden versions unless they're wanted. */
export function visiblePackages(
  packages: readonly Package[],
  showHidden: boolean
): readonly Package[] {
  return packages
    .map(item => (showHidden ? item : withoutHidden(item)))
    .filter(({ versions }) => versions.length > 0)
    .sort((a, b) => BY_NAME.compare(a.name, b.name));
}

const BY_NAME = new Intl.Collator('en', { numeric: true });

function withoutHidden(item: Package): Package {
  const versions = item.versions.filter(({ hidden }) => !hidden);
  return versions.length < item.versions.length ? { ...item, versions } : item;
}

/** Rows for what was found; unfolded packages have a row about them, and one for each version. */
export function rowsOf(
  hits: readonly IHit[],
  open: ReadonlySet<string>
): Row[] {
  return hits.flatMap(hit => {
    const isOpen = open.has(hit.package.name);
    const rows: Row[] = [{ kind: 'package', hit, isOpen }];
    if (isOpen) {
      rows.push(...rowsBelow(hit));
    }
    return rows;
  });
}

/** A name for a row that stays the same while the list changes. */
export function rowKey(row: Row): string {
  const name = row.hit.package.name;
  return row.kind === 'version'
    ? `${name}\n${row.version.full_name}`
    : `${name}\n${row.kind}`;
}

function rowsBelow(hit: IHit): Row[] {
  const rows: Row[] = [{ kind: 'about', hit }];
  for (const version of hit.versions) {
    rows.push({ kind: 'version', hit, version });
  }
  return rows;
}
