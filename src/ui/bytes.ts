/**
 * Puts amounts of memory and storage into words.
 *
 * Units are powers of 1024 under the names that people and Slurm use: `--mem=8G` is 8 GiB and reads "8 GB" here.
 */

import { TranslationBundle } from '@jupyterlab/translation';

import { interfaceLanguage } from './language';

/** The power of 1024, from bytes (0) to petabytes (5), in which an amount reads best. */
function unitOf(bytes: number): number {
  const power = Math.floor(Math.log2(Math.max(1, bytes)) / 10);
  return Math.min(power, 5);
}

/** A figure as people read it: a tenth below a hundred, whole above. */
export function formatFigure(value: number): string {
  return value.toLocaleString(interfaceLanguage(), {
    maximumFractionDigits: value < 100 ? 1 : 0
  });
}

/**
 * An amount such as "1.2 GB".
 *
 * @param bytes - How much.
 */
export function formatBytes(bytes: number, trans: TranslationBundle): string {
  const unit = unitOf(bytes);
  const figure = formatFigure(bytes / 1024 ** unit);
  switch (unit) {
    case 0:
      return trans.__('%1 B', figure);
    case 1:
      return trans.__('%1 KB', figure);
    case 2:
      return trans.__('%1 MB', figure);
    case 3:
      return trans.__('%1 GB', figure);
    case 4:
      return trans.__('%1 TB', figure);
    default:
      return trans.__('%1 PB', figure);
  }
}

/**
 * A share such as "7.5 of 8 GB", both in the limit's unit.
 *
 * @param used - Bytes.
 * @param limit - Bytes; null where there is none: then only what is used, with its own unit.
 */
export function formatShare(
  used: number,
  limit: number | null,
  trans: TranslationBundle
): string {
  if (limit === null) {
    return formatBytes(used, trans);
  }
  const size = 1024 ** unitOf(limit);
  return trans.__(
    '%1 of %2',
    formatFigure(used / size),
    formatBytes(limit, trans)
  );
}
