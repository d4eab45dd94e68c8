/** The commands that give a kernel's memory back: restart it, or shut it down, after asking. */

import { Notification } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';
import { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { createElement } from 'react';

import { ask } from '../../ui/dialog';
import { IKernels } from '../../ui/kernels';

export const RESTART_KERNEL = 'hpclab:restart-kernel';
export const SHUT_DOWN_KERNEL = 'hpclab:shut-down-kernel';

/** What one of the commands says and does. */
interface IKernelCommand {
  id: string;
  label: string;
  caption: string;
  title: (name: string) => string;
  warning: string;
  accept: string;
  failed: (name: string, error: string) => string;
  execute: (kernel: string) => Promise<void>;
}

/** Add them. */
export function addKernelCommands(
  commands: CommandRegistry,
  kernels: IKernels,
  trans: TranslationBundle
): void {
  addKernelCommand(commands, trans, {
    id: RESTART_KERNEL,
    label: trans.__('Restart Kernel…'),
    caption: trans.__('Give a kernel’s memory back by starting it anew'),
    title: name => trans.__('Restart the kernel of %1?', name),
    warning: trans.__('Its variables are lost, and its memory is free again.'),
    accept: trans.__('Restart'),
    failed: (name, error) =>
      trans.__('The kernel of %1 was not restarted: %2', name, error),
    execute: kernel => kernels.restart(kernel)
  });
  addKernelCommand(commands, trans, {
    id: SHUT_DOWN_KERNEL,
    label: trans.__('Shut Down Kernel…'),
    caption: trans.__('Give a kernel’s memory back by ending it'),
    title: name => trans.__('Shut down the kernel of %1?', name),
    warning: trans.__('Its variables are lost, and its memory is free again.'),
    accept: trans.__('Shut down'),
    failed: (name, error) =>
      trans.__('The kernel of %1 was not shut down: %2', name, error),
    execute: kernel => kernels.shutDown(kernel)
  });
}

function addKernelCommand(
  commands: CommandRegistry,
  trans: TranslationBundle,
  command: IKernelCommand
): void {
  commands.addCommand(command.id, {
    label: command.label,
    caption: command.caption,
    describedBy: {
      args: {
        type: 'object',
        required: ['id'],
        properties: {
          id: { type: 'string', description: trans.__('The kernel’s id') },
          name: {
            type: 'string',
            description: trans.__('Its notebook’s or console’s name')
          }
        }
      }
    },
    isEnabled: args => textIn(args, 'id') !== '',
    execute: async args => {
      const name = textIn(args, 'name') || textIn(args, 'id');
      const isSure = await ask({
        title: command.title(name),
        draw: () => createElement('p', null, command.warning),
        accept: command.accept,
        warns: true,
        trans
      });
      if (!isSure) {
        return;
      }
      try {
        await command.execute(textIn(args, 'id'));
      } catch (error) {
        Notification.error(command.failed(name, String(error)));
      }
    }
  });
}

function textIn(args: ReadonlyPartialJSONObject, name: string): string {
  const { [name]: value } = args;
  return typeof value === 'string' ? value : '';
}
