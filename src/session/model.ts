/** What the browser knows of the own job: the session, what it uses, the time left. */

import { DisposableSet, IDisposable } from '@lumino/disposable';

import { Changes, IChange } from '../api/changes';
import { ApiClient, Schemas } from '../api/client';
import { Live } from '../api/live';
import { Countdown } from './countdown';

export type Session = Schemas['Session'];
export type Usage = Schemas['Usage'];

/** Seconds between two questions about the job; what changes is told by events. */
const SESSION_PACE = 120;

/** Seconds between two questions about what is used. */
const USAGE_PACE = { panel: 10, statusBar: 60 };

/** The own job. */
export class SessionModel implements IDisposable {
  constructor(
    client: ApiClient,
    private readonly _changes: Changes
  ) {
    this.session = new Live({
      name: 'session',
      ask: signal => {
        const query = this._wantsFresh ? { fresh: true } : {};
        this._wantsFresh = false;
        return client.get('/session', { query, signal });
      }
    });
    this.usage = new Live({
      name: 'usage',
      ask: signal => client.get('/session/usage', { signal })
    });
    this.session.changed.connect(this._onSession, this);
    this.countdown.slept.connect(this._onSlept, this);
    _changes.changed.connect(this._onChange, this);
  }

  /** The job. */
  readonly session: Live<Session>;
  /** What it uses. */
  readonly usage: Live<Usage>;
  /** What is left of its time. */
  readonly countdown = new Countdown();

  get isDisposed(): boolean {
    return this.session.isDisposed;
  }

  dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._changes.changed.disconnect(this._onChange, this);
    this.session.dispose();
    this.usage.dispose();
    this.countdown.dispose();
  }

  /** Keep it fresh for a panel or a status item, until what this returns is disposed of. */
  watch(viewer: 'panel' | 'statusBar'): IDisposable {
    this._viewers.add(viewer);
    this.countdown.isRunning = true;
    const watching = DisposableSet.from([
      this.session.watch({ every: SESSION_PACE }),
      this.usage.watch({ every: USAGE_PACE[viewer] })
    ]);
    return {
      get isDisposed() {
        return watching.isDisposed;
      },
      dispose: () => {
        watching.dispose();
        this._viewers.delete(viewer);
        this.countdown.isRunning = this._viewers.size > 0;
      }
    };
  }

  /** Have Slurm itself asked again, in place of the answer that all tabs share. */
  async askSlurm(): Promise<void> {
    this._wantsFresh = true;
    await this.session.refresh();
  }

  private _onSession(): void {
    const { value } = this.session;
    if (value && value !== this._counted) {
      this._counted = value;
      this.countdown.set(value.time_left ?? null);
    }
  }

  private _onSlept(): void {
    this.session.invalidate();
  }

  private _onChange(_: Changes, { capability }: IChange): void {
    if (capability === 'session') {
      this.session.invalidate();
    }
  }

  private readonly _viewers = new Set<string>();
  private _wantsFresh = false;
  private _counted: Session | null = null;
}
