/** Puts into words what modules do, for the panel, for dialogs and for screen readers. */

import { TranslationBundle } from '@jupyterlab/translation';

import type { Schemas } from '../api/client';
import type { ILoadWay } from './loadable';
import type { IOperation, IOutcome } from './modulesModel';

/** As many names as fit into a sentence. */
const MOST_NAMES = 3;

/** Names in a row; of many only the first, and how many more. */
export function nameList(
  names: readonly string[],
  trans: TranslationBundle
): string {
  const shown = names.slice(0, MOST_NAMES).join(', ');
  const more = names.length - MOST_NAMES;
  return more > 0
    ? trans._n('%2 and %1 more', '%2 and %1 more', more, shown)
    : shown;
}

/** What loading a version takes, in a few words. */
export function wayText(way: ILoadWay, trans: TranslationBundle): string {
  if (way.isLoaded) {
    return trans.__('loaded');
  }
  const parts = [];
  if (way.prerequisites.length) {
    parts.push(trans.__('with %1', way.prerequisites.join(', ')));
  }
  if (way.replaces.length) {
    parts.push(trans.__('replaces %1', nameList(way.replaces, trans)));
  }
  return parts.join('; ') || trans.__('ready');
}

/** What an operation is called. */
export function operationTitle(
  { kind, modules }: IOperation,
  trans: TranslationBundle
): string {
  const names = nameList(modules, trans);
  switch (kind) {
    case 'load':
      return trans.__('Load %1', names);
    case 'unload':
      return trans.__('Unload %1', names);
    case 'swap':
      return trans.__('Swap %1', names);
    case 'purge':
      return trans.__('Unload all');
    case 'reset':
      return trans.__('Reset');
    case 'restore':
      return trans.__('Restore %1', names);
    case 'save':
      return trans.__('Save %1', names);
    case 'use':
      return trans.__('Add %1', names);
    case 'unuse':
      return trans.__('Remove %1', names);
    case 'undo':
      return trans.__('Undo');
  }
}

/** How an operation ended, in a sentence or two. */
export function outcomeText(
  { operation, changes }: IOutcome,
  trans: TranslationBundle
): string {
  const { loaded, unloaded, reloaded, swapped, deactivated, activated } =
    listsOf(changes);
  const sentences = [];
  if (loaded.length) {
    // What was asked for comes last in the server's list, and first in a sentence.
    const wanted = loaded.filter(name => operation.modules.includes(name));
    const others = loaded.filter(name => !wanted.includes(name));
    const names = nameList([...wanted, ...others], trans);
    sentences.push(trans.__('Loaded %1.', names));
  }
  if (unloaded.length) {
    sentences.push(trans.__('Unloaded %1.', nameList(unloaded, trans)));
  }
  for (const { from, to } of swapped.slice(0, MOST_NAMES)) {
    sentences.push(trans.__('%1 took the place of %2.', to, from));
  }
  if (reloaded.length) {
    sentences.push(trans.__('Reloaded %1.', nameList(reloaded, trans)));
  }
  if (deactivated.length) {
    sentences.push(trans.__('Now inactive: %1.', nameList(deactivated, trans)));
  }
  if (activated.length) {
    sentences.push(trans.__('Active again: %1.', nameList(activated, trans)));
  }
  return sentences.join(' ') || trans.__('Nothing had to change.');
}

/** Changes with all their lists: the server leaves none out, the types allow it. */
export function listsOf(
  changes: Schemas['Changes']
): Required<Schemas['Changes']> {
  return {
    loaded: [],
    unloaded: [],
    reloaded: [],
    swapped: [],
    deactivated: [],
    activated: [],
    ...changes
  };
}
