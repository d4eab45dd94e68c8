/** The commands about modules: they ask where something makes way, then have the model do it. */

import { Clipboard, Notification } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import {
  clearIcon,
  copyIcon,
  refreshIcon,
  undoIcon
} from '@jupyterlab/ui-components';
import { CommandRegistry } from '@lumino/commands';
import {
  ReadonlyJSONObject,
  ReadonlyPartialJSONObject
} from '@lumino/coreutils';
import { DisposableSet, IDisposable } from '@lumino/disposable';

import type { Schemas } from '../api/client';
import { carryOut, ICommandContext, withFailuresShown } from './carryOut';
import { CommandIds } from './commandIds';
import { askForModule, chooseLoaded, confirmSticky } from './dialogs';
import { softwareIcon } from './icons';
import { loadRequest } from './modulesModel';
import { asJobHeader, asShellCommands } from './shellCommands';

type Module = Schemas['Module'];

/** Add what changes modules; disposing of the answer removes it again. */
export function addChangeCommands(context: ICommandContext): IDisposable {
  const { commands, modules, trans } = context;
  const canChange = (): boolean =>
    modules.state !== null && modules.state.read_only === null;
  const add = (
    id: string,
    options: Omit<CommandRegistry.ICommandOptions, 'execute'>,
    run: (args: ReadonlyPartialJSONObject) => Promise<unknown>
  ): IDisposable =>
    commands.addCommand(id, {
      isEnabled: canChange,
      describedBy: { args: NO_ARGUMENTS },
      ...options,
      execute: args => withFailuresShown(context, () => run(args))
    });

  return DisposableSet.from([
    add(
      CommandIds.load,
      {
        label: args =>
          text(args.module)
            ? trans.__('Load %1', text(args.module))
            : trans.__('Load Module…'),
        caption: trans.__('Load a module with what it needs'),
        icon: softwareIcon,
        describedBy: { args: moduleArgument(trans) }
      },
      args => load(context, text(args.module))
    ),
    add(
      CommandIds.unload,
      {
        label: args =>
          text(args.module)
            ? trans.__('Unload %1', text(args.module))
            : trans.__('Unload Module…'),
        caption: trans.__('Unload a module'),
        icon: softwareIcon,
        isEnabled: () => canChange() && !!modules.state?.loaded.length,
        describedBy: { args: moduleArgument(trans) }
      },
      args => unload(context, text(args.module))
    ),
    add(
      CommandIds.swap,
      {
        label: args =>
          text(args.from) && text(args.to)
            ? trans.__('Swap for %1', text(args.to))
            : trans.__('Swap Module…'),
        caption: trans.__('Put a module in the place of a loaded one'),
        icon: softwareIcon,
        isEnabled: () => canChange() && !!modules.state?.loaded.length,
        describedBy: { args: swapArguments(trans) }
      },
      args => swap(context, text(args.from), text(args.to))
    ),
    add(
      CommandIds.reset,
      {
        label: args =>
          args.isPalette ? trans.__('Reset Modules') : trans.__('Reset'),
        caption: trans.__('Return to the modules that the server started with'),
        icon: refreshIcon
      },
      () => modules.reset()
    ),
    add(
      CommandIds.unloadAll,
      {
        label: args =>
          args.isPalette
            ? trans.__('Unload All Modules')
            : trans.__('Unload all'),
        caption: trans.__('Unload all modules that were loaded here'),
        icon: clearIcon
      },
      () => unloadAll(context)
    ),
    add(
      CommandIds.undo,
      {
        label: args =>
          args.isPalette
            ? trans.__('Undo Change of Modules')
            : trans.__('Undo'),
        caption: trans.__('Take back the last change of the loaded modules'),
        icon: undoIcon,
        isEnabled: () => canChange() && modules.state?.can_undo === true
      },
      () => modules.undo()
    )
  ]);
}

/** Add what only looks at modules. */
export function addCopyCommands({
  commands,
  modules,
  trans
}: ICommandContext): IDisposable {
  const add = (
    id: string,
    write: (state: Schemas['ModuleState']) => string,
    options: Omit<CommandRegistry.ICommandOptions, 'execute'>
  ): IDisposable =>
    commands.addCommand(id, {
      icon: copyIcon,
      describedBy: { args: NO_ARGUMENTS },
      isEnabled: () => modules.state !== null && write(modules.state) !== '',
      ...options,
      execute: () => {
        if (modules.state) {
          Clipboard.copyToSystem(write(modules.state));
          Notification.success(trans.__('Copied to the clipboard.'), {
            autoClose: 2000
          });
        }
      }
    });
  return DisposableSet.from([
    add(CommandIds.copy, asShellCommands, {
      label: args =>
        args.isPalette
          ? trans.__('Copy Loaded Modules as Commands')
          : trans.__('Copy as commands'),
      caption: trans.__(
        'Copy the lines that load these modules in a terminal or a job script'
      )
    }),
    add(CommandIds.copyHeader, asJobHeader, {
      label: args =>
        args.isPalette
          ? trans.__('Copy Loaded Modules as Job Script Header')
          : trans.__('Copy as job script header'),
      caption: trans.__(
        'Copy the beginning of a job script for sbatch, with these modules'
      )
    })
  ]);
}

async function load(
  context: ICommandContext,
  wanted: string | null
): Promise<void> {
  const { trans } = context;
  const module = wanted ?? (await askForModule(trans.__('Load Module'), trans));
  if (!module) {
    return;
  }
  await carryOut(context, loadRequest(module), {
    title: trans.__('Load %1', module),
    accept: trans.__('Load'),
    modules: [module]
  });
}

async function unload(
  context: ICommandContext,
  wanted: string | null
): Promise<void> {
  const { modules, trans } = context;
  const loaded = modules.state?.loaded ?? [];
  const name =
    wanted ?? (await chooseLoaded(trans.__('Unload Module'), loaded, trans));
  if (!name) {
    return;
  }
  const going = loaded.filter(module =>
    [module.name, module.full_name].includes(name)
  );
  const isSticky = going.some(module => module.sticky);
  if (isSticky && !(await confirmSticky(name, trans))) {
    return;
  }
  await carryOut(
    context,
    { operation: 'unload', modules: [name], force: isSticky },
    {
      title: trans.__('Unload %1', name),
      accept: trans.__('Unload'),
      modules: [],
      goes: meantToGo(going, loaded)
    }
  );
}

async function unloadAll(context: ICommandContext): Promise<void> {
  const { modules, trans } = context;
  const loaded = modules.state?.loaded ?? [];
  await carryOut(
    context,
    { operation: 'purge' },
    {
      title: trans.__('Unload all'),
      accept: trans.__('Unload'),
      modules: [],
      // The site's own modules stay, or come back: only sticky ones and kernels are a reason to ask.
      goes: loaded.map(({ full_name }) => full_name)
    }
  );
}

async function swap(
  context: ICommandContext,
  wantedFrom: string | null,
  wantedTo: string | null
): Promise<void> {
  const { modules, trans } = context;
  const title = trans.__('Swap Module');
  const loaded = modules.state?.loaded ?? [];
  const from = wantedFrom ?? (await chooseLoaded(title, loaded, trans));
  const to = from && (wantedTo ?? (await askForModule(title, trans)));
  if (!from || !to) {
    return;
  }
  const going = loaded.filter(module =>
    [module.name, module.full_name].includes(from)
  );
  await carryOut(
    context,
    { operation: 'swap', from, to },
    {
      title: trans.__('Swap %1', from),
      accept: trans.__('Swap'),
      modules: [to],
      goes: meantToGo(going, loaded)
    }
  );
}

/** Full names of what may go without asking: what came only as a dependency goes with what needed it. */
function meantToGo(
  going: readonly Module[],
  loaded: readonly Module[]
): string[] {
  const dependencies = loaded.filter(({ requested }) => !requested);
  return [...going, ...dependencies].map(({ full_name }) => full_name);
}

/** An argument that is a text and not empty. */
function text(value: unknown): string | null {
  return typeof value === 'string' && value ? value : null;
}

const NO_ARGUMENTS = { type: 'object', properties: {} } as const;

function moduleArgument(trans: TranslationBundle): ReadonlyJSONObject {
  return {
    type: 'object',
    properties: {
      module: {
        type: 'string',
        description: trans.__('The name, or name and version, of the module')
      }
    }
  };
}

function swapArguments(trans: TranslationBundle): ReadonlyJSONObject {
  return {
    type: 'object',
    properties: {
      from: {
        type: 'string',
        description: trans.__('The loaded module that makes way')
      },
      to: { type: 'string', description: trans.__('The module that comes') }
    }
  };
}
