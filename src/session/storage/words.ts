/** Puts file systems and quotas into words. */

import { TranslationBundle } from '@jupyterlab/translation';

import { Schemas } from '../../api/client';
import { formatFigure, formatShare } from '../../ui/bytes';

export type Storage = Schemas['StorageUsage'];

/** From this share on the bar warns of files in place of bytes. */
const SHORT = 0.9;

/** From this share on a person is notified. */
const ALMOST_FULL = 0.95;

/** How full it is. */
export interface IFilled {
  /** From 0 to 1, of bytes or files, whichever is fuller where it is short; null without a limit. */
  share: number | null;
  /** That figure with its unit. */
  text: string;
  /** The other figure, where it is the person's own; null where there is none. */
  detail: string | null;
}

/** What people call it. */
export function nameOf(storage: Storage, trans: TranslationBundle): string {
  return storage.name || trans.__('Home');
}

/** How full it is: what runs out first comes first. */
export function filled(storage: Storage, trans: TranslationBundle): IFilled {
  const bytes = {
    share: shareOf(storage.used, storage.limit),
    text: formatShare(storage.used, storage.limit, trans)
  };
  const files = filesOf(storage, trans);
  if (!files) {
    return { ...bytes, detail: null };
  }
  const isShort = (files.share ?? 0) >= SHORT;
  return isShort && (files.share ?? 0) > (bytes.share ?? 0)
    ? { ...files, detail: bytes.text }
    : { ...bytes, detail: storage.is_quota ? files.text : null };
}

/** Whether a person should make room soon. */
export function isAlmostFull(storage: Storage): boolean {
  const shares = [
    shareOf(storage.used, storage.limit),
    shareOf(storage.files_used ?? 0, storage.files_limit ?? null)
  ];
  return shares.some(share => (share ?? 0) >= ALMOST_FULL);
}

/** What is told of it then. */
export function warningText(
  storage: Storage,
  trans: TranslationBundle
): string {
  const { text } = filled(storage, trans);
  return storage.is_home
    ? trans.__(
        'Your home is almost full: %1. Make room: with a full home the next session may not start.',
        text
      )
    : trans.__(
        'Storage %1 is almost full: %2. Make room before you write more.',
        nameOf(storage, trans),
        text
      );
}

function filesOf(
  { files_used: used, files_limit: limit }: Storage,
  trans: TranslationBundle
): { share: number | null; text: string } | null {
  if (typeof used !== 'number') {
    return null;
  }
  return typeof limit === 'number'
    ? {
        share: shareOf(used, limit),
        text: trans.__(
          '%1 of %2 files',
          formatFigure(used),
          formatFigure(limit)
        )
      }
    : {
        share: null,
        text: trans._n('%2 file', '%2 files', used, formatFigure(used))
      };
}

/** How much of a limit is used, from 0 to 1; null without a limit. */
export function shareOf(used: number, limit: number | null): number | null {
  return limit ? Math.min(1, used / limit) : null;
}
