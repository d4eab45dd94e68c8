/** The one notification that the job's memory will be full within minutes; it goes when that isn't so any more. */

import { Notification } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';

import { OPEN_SESSION } from '../commands';
import { MemoryState } from '../model';
import { RESTART_KERNEL, SHUT_DOWN_KERNEL } from './commands';
import { MemoryUser, warningText } from './words';

/** Follows the state of the memory. */
export class MemoryNotification {
  constructor(
    private readonly _commands: CommandRegistry,
    private readonly _trans: TranslationBundle
  ) {}

  /** The server has told of the memory; a warning that was shown before isn't shown again. */
  follow({ warning, users, now }: MemoryState): void {
    if (warning && warning.at === this._at) {
      return;
    }
    this._at = warning?.at ?? null;
    this._dismiss();
    if (warning) {
      const here = Date.now() / 1000;
      const [most] = users;
      const fullAt = here + warning.full_at - now;
      this._id = Notification.warning(
        warningText(warning, fullAt, here, most, this._trans),
        { autoClose: false, actions: this._actions(most) }
      );
    }
  }

  private _dismiss(): void {
    if (this._id !== null) {
      Notification.dismiss(this._id);
      this._id = null;
    }
  }

  private _actions(most: MemoryUser | undefined): Notification.IAction[] {
    const trans = this._trans;
    const ofKernel =
      most?.kind === 'kernel'
        ? [
            this._action(RESTART_KERNEL, trans.__('Restart kernel…'), most),
            this._action(SHUT_DOWN_KERNEL, trans.__('Shut down kernel…'), most)
          ]
        : [];
    const open = this._action(OPEN_SESSION, trans.__('Open Session panel'));
    return [...ofKernel, open].flat();
  }

  /** A button for a command, where that is there; the notification stays. */
  private _action(
    command: string,
    label: string,
    kernel?: MemoryUser
  ): Notification.IAction[] {
    const commands = this._commands;
    const args = kernel ? { id: kernel.id, name: kernel.name } : {};
    const callback = (event: MouseEvent): void => {
      event.preventDefault();
      void commands.execute(command, args);
    };
    return commands.hasCommand(command) ? [{ label, callback }] : [];
  }

  private _id: string | null = null;
  private _at: number | null = null;
}
