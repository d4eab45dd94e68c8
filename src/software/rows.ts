/** The rows of the list of software: packages, and what unfolded ones show below them. */

import type { Schemas } from '../api/client';
import type { IHit } from './search';

type Version = Schemas['Version'];

/** A row of the list. */
export type Row =
  | { kind: 'package'; hit: IHit; isOpen: boolean }
  | { kind: 'about'; hit: IHit }
  | { kind: 'version'; hit: IHit; version: Version };

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
  const { name } = row.hit.package;
  switch (row.kind) {
    case 'package':
      return name;
    case 'about':
      return `${name}\n`;
    case 'version':
      return `${name}\n${row.version.full_name}`;
  }
}

function rowsBelow(hit: IHit): Row[] {
  const rows: Row[] = [{ kind: 'about', hit }];
  for (const version of hit.versions) {
    rows.push({ kind: 'version', hit, version });
  }
  return rows;
}
