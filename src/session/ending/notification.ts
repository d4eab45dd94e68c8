/** The one notification of the session's end: each stage updates it, and where a stage says so documents are saved. */

import { Notification } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';

import { CONTINUE_AS_JOB } from '../../ui/batchCommands';
import { END_SESSION } from '../closing/commandIds';
import { MORE_TIME } from '../moreTime/commandIds';
import { ISaveReport } from './documents';
import { IStage } from './stages';
import { savedText, warningText } from './words';

/** JupyterHub's command; it is there below a hub only. */
const HUB_CONTROL_PANEL = 'hub:control-panel';

/** What the notification needs to know and can have done. */
export interface IEndingNotificationOptions {
  trans: TranslationBundle;
  commands: CommandRegistry;
  /** Seconds that are left; null where that isn't known any more. */
  timeLeft: () => number | null;
  /** How many documents have unsaved changes. */
  countUnsaved: () => number;
  /** Save them all. */
  saveAll: () => Promise<ISaveReport>;
}

/** Shows each stage. */
export class EndingNotification {
  constructor(private readonly _options: IEndingNotificationOptions) {}

  /** A stage is reached, or the last one is taken back. */
  async follow(stage: IStage | null): Promise<void> {
    if (!stage) {
      this._takeBack();
      return;
    }
    if (stage.warns) {
      this._warn();
    }
    if (stage.saves && this._options.countUnsaved()) {
      await this._save();
    }
  }

  private _warn(): void {
    const { trans, countUnsaved } = this._options;
    const { end, now } = this._end;
    this._show(warningText(end, now, countUnsaved(), trans), 'warning');
  }

  private async _save(): Promise<void> {
    const round = this._round;
    const report = await this._options.saveAll();
    // Where the end was put off meanwhile, only what went wrong is news, and JupyterLab tells it itself.
    if (round === this._round) {
      const { end, now } = this._end;
      this._show(
        savedText(end, now, report, this._options.trans),
        report.failed.length ? 'error' : 'warning'
      );
    }
  }

  /** Update the notification; a new one where the person has dismissed it. */
  private _show(message: string, type: 'warning' | 'error'): void {
    const options = { actions: this._actions, autoClose: false } as const;
    const isThere =
      this._id !== null &&
      Notification.manager.has(this._id) &&
      Notification.update({ id: this._id, message, type, ...options });
    if (!isThere) {
      this._id = Notification.emit(message, type, options);
    }
  }

  private _takeBack(): void {
    this._round += 1;
    if (this._id !== null) {
      Notification.dismiss(this._id);
      this._id = null;
    }
  }

  private get _actions(): Notification.IAction[] {
    const { trans } = this._options;
    const saveAll: Notification.IAction = {
      label: trans.__('Save all'),
      displayType: 'accent',
      callback: event => {
        // What became of it is said in the same place.
        event.preventDefault();
        void this._save();
      }
    };
    return [
      saveAll,
      ...this._goingOn,
      ...this._commandAction(HUB_CONTROL_PANEL, trans.__('Hub control panel')),
      ...this._commandAction(END_SESSION, trans.__('End session…'))
    ];
  }

  /** How the work can go on: here, where the site gives more time, else as a batch job. */
  private get _goingOn(): Notification.IAction[] {
    const { trans } = this._options;
    const moreTime = this._commandAction(MORE_TIME, trans.__('More time…'));
    return moreTime.length
      ? moreTime
      : this._commandAction(
          CONTINUE_AS_JOB,
          trans.__('Continue as batch job…')
        );
  }

  /** A button for a command, where that is there and can do something. */
  private _commandAction(
    command: string,
    label: string
  ): Notification.IAction[] {
    const { commands } = this._options;
    const callback = (event: MouseEvent): void => {
      event.preventDefault();
      void commands.execute(command);
    };
    return commands.isEnabled(command) ? [{ label, callback }] : [];
  }

  /** The end of the session and the time now, by the browser's clock in Unix seconds. */
  private get _end(): { end: number; now: number } {
    const now = Date.now() / 1000;
    return { now, end: now + (this._options.timeLeft() ?? 0) };
  }

  private _id: string | null = null;
  private _round = 0;
}
