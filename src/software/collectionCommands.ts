/** The commands about saved collections: save, and restore, look at, rename or delete one of the list. */

import { Notification } from '@jupyterlab/apputils';
import { saveIcon } from '@jupyterlab/ui-components';
import { ReadonlyJSONObject } from '@lumino/coreutils';
import { DisposableSet, IDisposable } from '@lumino/disposable';

import type { ApiError } from '../api/client';
import { asApiError } from '../api/live';
import { carryOut, ICommandContext, withFailuresShown } from './carryOut';
import {
  askForName,
  chooseCollection,
  confirmDeleting,
  confirmReplacing,
  ICollectionChoice,
  ICollectionRow
} from './collectionDialogs';
import { CommandIds } from './commandIds';
import { softwareIcon } from './icons';
import type { ModulesModel } from './modulesModel';

/** Add the commands; disposing of the answer removes them again. */
export function addCollectionCommands(context: ICommandContext): IDisposable {
  const { commands, modules, trans } = context;
  const canChange = (): boolean =>
    modules.state !== null && modules.state.read_only === null;
  return DisposableSet.from([
    commands.addCommand(CommandIds.saveCollection, {
      label: args =>
        args.isPalette
          ? trans.__('Save Modules as Collection…')
          : trans.__('Save collection…'),
      caption: trans.__('Save the loaded modules under a name'),
      icon: saveIcon,
      describedBy: {
        args: nameArgument(trans.__('The name of the collection'))
      },
      isEnabled: () => canChange() && !!modules.state?.loaded.length,
      execute: args =>
        withFailuresShown(context, () => save(context, nameOf(args.name)))
    }),
    commands.addCommand(CommandIds.restoreCollection, {
      label: args =>
        args.isPalette
          ? trans.__('Restore Collection of Modules…')
          : trans.__('Restore collection…'),
      caption: trans.__(
        'Load a saved collection in the place of what is loaded; rename or delete collections'
      ),
      icon: softwareIcon,
      describedBy: {
        args: nameArgument(trans.__('The name of the collection'))
      },
      isEnabled: canChange,
      execute: args =>
        withFailuresShown(context, () => restore(context, nameOf(args.name)))
    })
  ]);
}

/** Ask for a name, and again where it is taken and may not be replaced. */
async function save(
  { modules, trans }: ICommandContext,
  wanted: string | null
): Promise<void> {
  const ask = (proposed: string): Promise<string | null> =>
    askForName(
      {
        title: trans.__('Save collection'),
        accept: trans.__('Save'),
        proposed
      },
      trans
    );
  let name = wanted ?? (await ask(''));
  while (
    name &&
    modules.state?.collections.includes(name) &&
    !(await confirmReplacing(name, trans))
  ) {
    name = await ask(name);
  }
  if (name) {
    await modules.saveCollection(name);
    Notification.success(trans.__('The collection %1 is saved.', name), {
      autoClose: 3000
    });
  }
}

/** Restore the one that was named; else show the list until one is chosen, or the list is closed. */
async function restore(
  context: ICommandContext,
  wanted: string | null
): Promise<void> {
  const { modules, trans } = context;
  let name = wanted;
  let problem: ApiError | null = null;
  while (!name) {
    const rows = await rowsOf(modules);
    const choice: ICollectionChoice | null = await chooseCollection(
      rows,
      problem,
      trans
    );
    if (!choice) {
      return;
    }
    if (choice.action === 'restore') {
      name = choice.name;
    } else if (choice.action === 'inspect') {
      if (await carryOutRestoring(choice.name, true, context)) {
        return;
      }
      problem = null;
    } else {
      problem = await problemOf(() => change(choice, context));
    }
  }
  await carryOutRestoring(name, false, context);
}

/** Restore a collection; whether that was done. */
async function carryOutRestoring(
  name: string,
  asks: boolean,
  context: ICommandContext
): Promise<boolean> {
  const { modules, trans } = context;
  // Where it can't be read, the plan fails too and is reported.
  const holds = await modules.collection(name).catch(() => null);
  return carryOut(
    context,
    { operation: 'restore', collection: name },
    {
      title: trans.__('Restore %1', name),
      accept: trans.__('Restore'),
      modules: holds?.requested ?? [],
      asks
    }
  );
}

/** Rename or delete a collection, after asking. */
async function change(
  { action, name }: ICollectionChoice,
  { modules, trans }: ICommandContext
): Promise<void> {
  if (action === 'delete') {
    if (await confirmDeleting(name, trans)) {
      await modules.deleteCollection(name);
    }
    return;
  }
  const to = await askForName(
    {
      title: trans.__('Rename %1', name),
      accept: trans.__('Rename'),
      proposed: name
    },
    trans
  );
  if (to && to !== name) {
    await modules.renameCollection(name, to);
  }
}

/** The saved collections, with what each holds. */
function rowsOf(modules: ModulesModel): Promise<ICollectionRow[]> {
  return Promise.all(
    (modules.state?.collections ?? []).map(async name => ({
      name,
      holds: await modules.collection(name).catch(asApiError)
    }))
  );
}

/** Why something failed; null where it didn't. */
async function problemOf(run: () => Promise<void>): Promise<ApiError | null> {
  try {
    await run();
    return null;
  } catch (error) {
    return asApiError(error);
  }
}

function nameOf(value: unknown): string | null {
  return typeof value === 'string' && value ? value : null;
}

function nameArgument(description: string): ReadonlyJSONObject {
  return {
    type: 'object',
    properties: { name: { type: 'string', description } }
  };
}
