/** The command that loads what the last session had. */

import { IDisposable } from '@lumino/disposable';

import { carryOut, ICommandContext, withFailuresShown } from './carryOut';
import { CommandIds } from './commandIds';
import { softwareIcon } from './icons';

/** Add the command; it works while the server offers those modules. */
export function addLastModulesCommand(context: ICommandContext): IDisposable {
  const { commands, modules, trans } = context;
  const offered = (): string[] => modules.state?.last_session ?? [];
  // To name what is loaded would load it again.
  const missing = (): string[] =>
    offered().filter(
      name =>
        !modules.state?.loaded.some(
          ({ full_name, active }) => active && full_name === name
        )
    );
  return commands.addCommand(CommandIds.loadLast, {
    label: trans.__('Load Modules of the Last Session'),
    caption: trans.__('Load what your last session had loaded'),
    icon: softwareIcon,
    describedBy: { args: { type: 'object', properties: {} } },
    isEnabled: () => modules.state?.read_only === null && !!offered().length,
    execute: () =>
      withFailuresShown(context, () =>
        carryOut(
          context,
          {
            operation: 'load',
            modules: missing(),
            with_prerequisites: true
          },
          {
            title: trans.__('Load the modules of your last session'),
            accept: trans.__('Load'),
            modules: missing()
          }
        )
      )
  });
}
