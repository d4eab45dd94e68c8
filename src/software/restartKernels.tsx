/** The command that restarts kernels with older modules, after asking which. */

import { Notification } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import { refreshIcon } from '@jupyterlab/ui-components';
import { CommandRegistry } from '@lumino/commands';
import { IDisposable } from '@lumino/disposable';
import * as React from 'react';

import { ask } from '../ui/dialog';
import { errorText } from '../ui/errorText';
import { Tag } from '../ui/tag';
import { CommandIds } from './commandIds';
import type { IKernels } from '../ui/kernels';
import type { ModuleUser, UsersModel } from './usersModel';

/** What the command works with. */
export interface IRestartContext {
  commands: CommandRegistry;
  users: UsersModel;
  kernels: IKernels;
  trans: TranslationBundle;
}

/** Add the command; disposing of the answer removes it again. */
export function addRestartCommand(context: IRestartContext): IDisposable {
  const { commands, trans } = context;
  return commands.addCommand(CommandIds.restartKernels, {
    label: args =>
      args.isPalette
        ? trans.__('Restart Kernels with Older Modules…')
        : trans.__('Restart kernels…'),
    caption: trans.__(
      'Restart kernels that started with other modules than those loaded now'
    ),
    icon: refreshIcon,
    describedBy: { args: { type: 'object', properties: {} } },
    execute: () => restartOlder(context)
  });
}

async function restartOlder(context: IRestartContext): Promise<void> {
  const { users, kernels, trans } = context;
  const [busy] = await Promise.all([kernels.busy(), users.refresh()]);
  if (users.error) {
    Notification.error(errorText(users.error, trans));
    return;
  }
  const older = users.older.filter(({ kind }) => kind === 'kernel');
  if (!older.length) {
    Notification.info(trans.__('No kernel runs with older modules.'));
    return;
  }
  const chosen = await chooseKernels(older, busy, trans);
  await Promise.all(chosen.map(kernel => restart(kernel, context)));
  await users.refresh();
}

async function restart(
  { id, name }: ModuleUser,
  { kernels, trans }: IRestartContext
): Promise<void> {
  try {
    await kernels.restart(id);
  } catch (error) {
    Notification.error(
      trans.__('The kernel of %1 was not restarted: %2', name, String(error))
    );
  }
}

/** Ask which kernels to restart; none where the dialog is dismissed. What computes is left alone at first. */
async function chooseKernels(
  kernels: readonly ModuleUser[],
  busy: ReadonlySet<string>,
  trans: TranslationBundle
): Promise<ModuleUser[]> {
  const chosen = new Set(kernels.filter(({ id }) => !busy.has(id)));
  const draw = (): React.JSX.Element => (
    <>
      <p>
        {trans.__(
          'They get the modules that are loaded now. Their variables are lost.'
        )}
      </p>
      <ul className="hpclab-PlanView-list">
        {kernels.map(kernel => (
          <li key={kernel.id} className="hpclab-PlanView-line">
            <label>
              <input
                type="checkbox"
                defaultChecked={chosen.has(kernel)}
                onChange={({ target }) =>
                  void (target.checked
                    ? chosen.add(kernel)
                    : chosen.delete(kernel))
                }
              />{' '}
              {kernel.name}
            </label>
            {busy.has(kernel.id) && (
              <Tag tone="warning">{trans.__('computes right now')}</Tag>
            )}
          </li>
        ))}
      </ul>
    </>
  );
  const isSure = await ask({
    title: trans.__('Restart kernels'),
    draw,
    accept: trans.__('Restart'),
    warns: true,
    trans
  });
  return isSure ? [...chosen] : [];
}
