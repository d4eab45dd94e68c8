/** What the browser knows of the jobs: the queue, the history, and what can be done. */

import { IDisposable } from '@lumino/disposable';

import { Changes, IChange } from '../api/changes';
import { ApiClient, Schemas } from '../api/client';
import { Live } from '../api/live';
import { OutputModel, Stream } from './outputModel';

export type QueueEntry = Schemas['QueueEntry'];
export type PastJob = Schemas['PastJob'];
export type JobInfo = Schemas['JobInfo'];
export type Action = Schemas['ActionRequest']['action'];
export type ActionResult = Schemas['ActionResult'];

/** How many days the history reaches back. */
export type Days = 1 | 7 | 30;

/** How old the queue may be, in seconds, where it is a side matter: it costs the scheduler four questions an hour. */
const IN_SHORT_AGE = 900;

/** The jobs. */
export class JobsModel implements IDisposable {
  constructor(
    private readonly _client: ApiClient,
    private readonly _changes: Changes
  ) {
    const queue = (
      scope: 'mine' | 'all',
      age?: number
    ): Live<Schemas['QueuedJobs']> =>
      new Live({
        name: `jobs:${scope}`,
        ask: signal =>
          _client.get('/jobs', {
            query: { scope, ...(age && { age }) },
            signal
          })
      });
    this.mine = queue('mine');
    this.all = queue('all');
    this.inShort = queue('mine', IN_SHORT_AGE);
    this.history = new Live({
      name: 'jobs:history',
      ask: signal =>
        _client.get('/jobs/history', { query: { days: this._days }, signal })
    });
    _changes.changed.connect(this._onChange, this);
  }

  /** My queue. */
  readonly mine: Live<Schemas['QueuedJobs']>;
  /** Everybody's queue. */
  readonly all: Live<Schemas['QueuedJobs']>;
  /** My queue, as it is shown in passing. */
  readonly inShort: Live<Schemas['QueuedJobs']>;
  /** My jobs as accounting has them. */
  readonly history: Live<Schemas['PastJobs']>;

  /** How many days the history reaches back. */
  get days(): Days {
    return this._days;
  }
  set days(days: Days) {
    this._days = days;
    void this.history.refresh();
  }

  /** All that is known of a job; whoever asks disposes of it. */
  details(jobId: string): Live<JobInfo> {
    return new Live({
      name: `job:${jobId}`,
      ask: signal =>
        this._client.get('/jobs/{job_id}', {
          path: { job_id: jobId },
          signal
        })
    });
  }

  /** What a job writes; whoever asks disposes of it. */
  output(jobId: string, stream: Stream): OutputModel {
    return new OutputModel(this._client, jobId, stream);
  }

  /** Whether a job executes a notebook, as far as is known. */
  readonly hasNotebook = async (jobId: string): Promise<boolean> => {
    try {
      const request = { path: { job_id: jobId } };
      const found = await this._client.get('/jobs/{job_id}/notebook', request);
      return found.path !== null;
    } catch {
      return false;
    }
  };

  /** Do something to jobs; each has an answer of its own. */
  act(action: Action, jobs: string[]): Promise<ActionResult> {
    return this._client.post('/jobs/actions', { body: { action, jobs } });
  }

  get isDisposed(): boolean {
    return this.mine.isDisposed;
  }

  dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._changes.changed.disconnect(this._onChange, this);
    for (const live of [this.mine, this.all, this.inShort, this.history]) {
      live.dispose();
    }
  }

  private _onChange(_: Changes, { capability }: IChange): void {
    if (capability === 'jobs') {
      this.mine.invalidate();
      this.all.invalidate();
      this.inShort.invalidate();
    }
  }

  private _days: Days = 7;
}
