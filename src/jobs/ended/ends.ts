/** Hears of jobs that have ended, each once, while the browser's tab is seen. */

import { ISignal, Signal } from '@lumino/signaling';

import { Changes, IChange } from '../../api/changes';
import { ApiClient, Schemas } from '../../api/client';
import { Live } from '../../api/live';
import { EndedJob } from './words';

/** The ends since this page was opened, and those before that nobody was told of; it lives as long as the page. */
export class JobEnds {
  constructor(
    private readonly _client: ApiClient,
    changes: Changes
  ) {
    this._ended = new Live({
      name: 'jobs:ended',
      ask: signal => _client.get('/ended-jobs', { signal })
    });
    this._ended.changed.connect(this._onAnswer, this);
    changes.changed.connect(this._onChange, this);
  }

  /** Emitted with jobs that have ended. */
  get heard(): ISignal<this, EndedJob[]> {
    return this._heard;
  }

  /** Ask once, and then whenever the server announces something, as soon as the tab is seen. */
  begin(): void {
    this._ended.watch({ every: Infinity });
  }

  private _onAnswer({ value }: Live<Schemas['EndedJobs']>): void {
    if (!value?.jobs.length || value.revision === this._revision) {
      return;
    }
    this._revision = value.revision;
    this._heard.emit(value.jobs);
    const keys = value.jobs.map(({ key }) => key);
    // Where the server doesn't hear it, it tells again at the next start: better twice than never.
    this._client
      .post('/ended-jobs/seen', { body: { keys } })
      .catch(() => undefined);
  }

  private _onChange(_: Changes, { capability }: IChange): void {
    if (capability === 'ended_jobs') {
      this._ended.invalidate();
    }
  }

  private readonly _ended: Live<Schemas['EndedJobs']>;
  private readonly _heard = new Signal<this, EndedJob[]>(this);
  private _revision = 0;
}
