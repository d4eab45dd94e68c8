/** Asks before something that is loaded makes way. */

import { InputDialog } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import type { Schemas } from '../api/client';
import { ask } from '../ui/dialog';
import { PlanView } from './planView';
import { listsOf } from './words';

/**
 * Whether a plan changes more of what is loaded than adding to it.
 *
 * @param goes - Full names of what is meant to go.
 */
export function takesSomethingAway(
  { changes, kernels = [] }: Schemas['Plan'],
  goes: readonly string[] = []
): boolean {
  const { unloaded, swapped, reloaded, deactivated } = listsOf(changes);
  const isMeant = (name: string): boolean => goes.includes(name);
  return (
    reloaded.length + deactivated.length + kernels.length > 0 ||
    !unloaded.every(isMeant) ||
    !swapped.every(({ from }) => isMeant(from))
  );
}

/** What a plan is for. */
export interface IPlanQuestion {
  title: string;
  /** The button that agrees. */
  accept: string;
  /** Full names of what was asked for. */
  modules: readonly string[];
  /** Full names of what is meant to go; all else is asked about. */
  goes?: readonly string[];
  /** It is asked about in any case: somebody wants to see what would change. */
  asks?: boolean;
}

/** Show a plan and ask whether to carry it out. */
export function confirmPlan(
  plan: Schemas['Plan'],
  { title, accept, modules }: IPlanQuestion,
  trans: TranslationBundle
): Promise<boolean> {
  return ask({
    title,
    draw: () => (
      <>
        <p>{introduction(plan, trans)}</p>
        <PlanView plan={plan} modules={modules} />
      </>
    ),
    accept,
    trans
  });
}

function introduction(plan: Schemas['Plan'], trans: TranslationBundle): string {
  const { loaded, activated } = listsOf(plan.changes);
  if (takesSomethingAway(plan)) {
    return trans.__('This changes what is loaded:');
  }
  return loaded.length + activated.length > 0
    ? trans.__('This will be loaded:')
    : trans.__('This changes nothing of what is loaded.');
}

/** Ask whether to unload a module that the site keeps loaded. */
export function confirmSticky(
  module: string,
  trans: TranslationBundle
): Promise<boolean> {
  return ask({
    title: trans.__('Unload %1', module),
    draw: () => (
      <p>
        {trans.__(
          '%1 is sticky: your site keeps it loaded, and other modules may need it. “Reset” brings it back.',
          module
        )}
      </p>
    ),
    accept: trans.__('Unload'),
    trans
  });
}

/** Let somebody choose one of the loaded modules. */
export async function chooseLoaded(
  title: string,
  modules: readonly Schemas['Module'][],
  trans: TranslationBundle
): Promise<string | null> {
  const { button, value } = await InputDialog.getItem({
    title,
    label: trans.__('Loaded module'),
    items: modules.map(({ full_name }) => full_name)
  });
  return button.accept ? value : null;
}

/** Let somebody type a module's name. */
export async function askForModule(
  title: string,
  trans: TranslationBundle
): Promise<string | null> {
  const { button, value } = await InputDialog.getText({
    title,
    label: trans.__('Name, or name/version')
  });
  return button.accept ? value?.trim() || null : null;
}
