/** The commands of the Session panel. */

import { TranslationBundle } from '@jupyterlab/translation';
import { refreshIcon } from '@jupyterlab/ui-components';
import { CommandRegistry } from '@lumino/commands';
import { IDisposable } from '@lumino/disposable';

import { sessionIcon } from './icons';
import { SessionModel } from './model';

export const OPEN_SESSION = 'hpclab:open-session';
export const REFRESH_SESSION = 'hpclab:refresh-session';

const NO_ARGUMENTS = { args: { type: 'object', properties: {} } } as const;

/** Add what shows the panel. */
export function addOpenCommand(
  commands: CommandRegistry,
  open: () => void,
  trans: TranslationBundle
): IDisposable {
  return commands.addCommand(OPEN_SESSION, {
    label: trans.__('Session'),
    caption: trans.__('Show the Session panel'),
    icon: sessionIcon,
    describedBy: NO_ARGUMENTS,
    execute: open
  });
}

/** Add what asks for the job anew. */
export function addRefreshCommand(
  commands: CommandRegistry,
  model: SessionModel,
  trans: TranslationBundle
): IDisposable {
  return commands.addCommand(REFRESH_SESSION, {
    label: trans.__('Refresh Session'),
    caption: trans.__('Ask Slurm about the job now'),
    icon: refreshIcon,
    describedBy: NO_ARGUMENTS,
    execute: () => model.refresh()
  });
}
