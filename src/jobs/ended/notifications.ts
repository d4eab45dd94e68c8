/** Tells of jobs that have ended: each once, an array in one notification, many jobs in one too. */

import { Notification } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';

import { OPEN_JOBS } from '../commandIds';
import { EndedJob, endText, hasFailed, severalText } from './words';

/** More at once than this are told of in one notification. */
const SINGLE = 3;

/** Milliseconds that good news stays; JupyterLab's list of notifications keeps it. */
const GOOD_NEWS = 10_000;

/** Shows them. */
export class EndNotifications {
  constructor(
    private readonly _commands: CommandRegistry,
    private readonly _trans: TranslationBundle
  ) {}

  /** Tell of these; of an array that was told of before, the notification is updated. */
  tell(jobs: readonly EndedJob[]): void {
    const trans = this._trans;
    if (jobs.length > SINGLE) {
      this._show(null, severalText(jobs, trans), jobs.some(hasFailed), {
        label: trans.__('Show jobs'),
        callback: () =>
          void this._commands.execute(OPEN_JOBS, { view: 'history' })
      });
      return;
    }
    for (const job of jobs) {
      this._show(job.key, endText(job, trans), hasFailed(job), {
        label: trans.__('Show job'),
        callback: () =>
          void this._commands.execute(OPEN_JOBS, {
            job: job.key,
            view: 'history'
          })
      });
    }
  }

  private _show(
    key: string | null,
    message: string,
    isBad: boolean,
    action: Notification.IAction
  ): void {
    const type = isBad ? 'error' : 'success';
    const autoClose: number | false = isBad ? false : GOOD_NEWS;
    const options = { autoClose, actions: [action] };
    const known = key === null ? undefined : this._ids.get(key);
    const isThere =
      known !== undefined &&
      Notification.manager.has(known) &&
      Notification.update({ id: known, message, type, ...options });
    if (!isThere) {
      const id = Notification.emit(message, type, options);
      if (key !== null) {
        this._ids.set(key, id);
      }
    }
  }

  private readonly _ids = new Map<string, string>();
}
