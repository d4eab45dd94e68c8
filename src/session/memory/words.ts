/** Puts who holds the memory, and that it will be full soon, into words. */

import { TranslationBundle } from '@jupyterlab/translation';

import { Schemas } from '../../api/client';
import { formatShare } from '../../ui/bytes';
import { formatMoment } from '../../ui/time';

export type MemoryUser = Schemas['MemoryUser'];
export type MemoryWarning = Schemas['MemoryWarning'];

/** JupyterLab cuts a notification off after 140 characters: the name of who holds most is cut here. */
const LONGEST_NAME = 28;

/** The name of something that holds memory. */
export function nameOf(user: MemoryUser, trans: TranslationBundle): string {
  return user.kind === 'terminal'
    ? trans.__('Terminal %1', user.name)
    : user.name;
}

/**
 * The warning.
 *
 * @param fullAt - By the browser's clock in Unix seconds, as is `now`.
 * @param most - Who holds most; undefined where that isn't known.
 */
export function warningText(
  warning: MemoryWarning,
  fullAt: number,
  now: number,
  most: MemoryUser | undefined,
  trans: TranslationBundle
): string {
  const when =
    fullAt - now < 60
      ? trans.__('At this rate the job’s memory will be full within a minute.')
      : trans.__(
          'At this rate the job’s memory will be full %1.',
          formatMoment(fullAt, now, trans)
        );
  return most
    ? `${when} ${trans.__(
        '%1 holds %2.',
        clip(nameOf(most, trans)),
        formatShare(most.held, warning.limit, trans)
      )}`
    : when;
}

function clip(name: string): string {
  const characters = Array.from(name);
  return characters.length > LONGEST_NAME
    ? `${characters.slice(0, LONGEST_NAME - 1).join('')}…`
    : name;
}
