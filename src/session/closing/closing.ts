/** Ends the session: asks, saves, and has the server give back the job. */

import { TranslationBundle } from '@jupyterlab/translation';
import { Signal } from '@lumino/signaling';

import { ApiClient, ApiError } from '../../api/client';
import { ISaveReport } from '../ending/documents';
import { confirmEnd, confirmLoss, Progress, showProgress } from './dialogs';

/** What ending a session needs. */
export interface IClosingOptions {
  client: ApiClient;
  trans: TranslationBundle;
  /** How many documents have unsaved changes. */
  countUnsaved: () => number;
  /** Save them all. */
  saveAll: () => Promise<ISaveReport>;
}

/** Ends the session when the person agrees. */
export class Closing {
  constructor(private readonly _options: IClosingOptions) {}

  /**
   * Ask, save and end.
   *
   * @throws ApiError - What would end can't be told.
   */
  async close(): Promise<void> {
    const { client, trans, countUnsaved } = this._options;
    const preview = await client.get('/session/end');
    if (
      (await confirmEnd(preview, countUnsaved(), trans)) &&
      (await this._save())
    ) {
      await this._end();
    }
  }

  /** Save all documents; false where some can't be saved and the person stays for them. */
  private async _save(): Promise<boolean> {
    const { countUnsaved, saveAll, trans } = this._options;
    if (!countUnsaved()) {
      return true;
    }
    const report = await saveAll();
    return !report.failed.length || confirmLoss(report, trans);
  }

  private async _end(): Promise<void> {
    const { client, trans } = this._options;
    let progress: Progress = { kind: 'ending' };
    const changed = new Signal<this, void>(this);
    const shown = showProgress(() => progress, changed, trans);
    try {
      await client.post('/session/end');
      progress = { kind: 'ended' };
    } catch (error) {
      progress = hasGone(error)
        ? { kind: 'ended' }
        : { kind: 'failed', error: error as ApiError };
    }
    changed.emit();
    await shown;
  }
}

/** The server, or the proxy before it, may be gone before the answer is out. */
function hasGone(error: unknown): boolean {
  return (
    error instanceof ApiError &&
    (error.status === 0 || error.code === 'unknown')
  );
}
