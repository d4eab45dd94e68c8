/** What the browser knows of the own job: the session, what it uses, the time left. */

import {
  DisposableDelegate,
  DisposableSet,
  IDisposable
} from '@lumino/disposable';
import { ISignal, Signal } from '@lumino/signaling';

import { Changes, IChange } from '../api/changes';
import { ApiClient, Schemas } from '../api/client';
import { Live } from '../api/live';
import { Countdown } from './countdown';
import { EndingOptions } from './ending/options';

export type Session = Schemas['Session'];
export type Usage = Schemas['Usage'];
export type MemoryState = Schemas['MemoryState'];

/** Seconds; or that the job has no time limit, or that Slurm hasn't told of it yet. */
export type TimeLeft = number | 'unlimited' | 'unknown';

/** Seconds between two questions about the job; what changes is told by events. */
const SESSION_PACE = 120;

/** The own job. */
export class SessionModel implements IDisposable {
  constructor(
    private readonly _client: ApiClient,
    private readonly _changes: Changes
  ) {
    this.session = new Live({
      name: 'session',
      ask: signal => {
        const query = this._wantsFresh ? { fresh: true } : {};
        this._wantsFresh = false;
        return this._client.get('/session', { query, signal });
      }
    });
    this.usage = new Live({
      name: 'usage',
      ask: signal => this._client.get('/session/usage', { signal })
    });
    this.memory = new Live({
      name: 'memory',
      ask: signal => this._client.get('/session/memory', { signal })
    });
    this.session.changed.connect(this._onSession, this);
    this.countdown.slept.connect(this._onSlept, this);
    _changes.changed.connect(this._onChange, this);
  }

  /** The job. */
  readonly session: Live<Session>;
  /** What it uses. */
  readonly usage: Live<Usage>;
  /** Who holds its memory, and whether that will be full soon. */
  readonly memory: Live<MemoryState>;
  /** What is left of its time. */
  readonly countdown = new Countdown();
  /** When its end counts as near. */
  readonly ending = new EndingOptions();

  /** What is left of the job's time, as it passes. */
  get timeLeft(): TimeLeft {
    const { timeLeft } = this.countdown;
    if (timeLeft !== null) {
      return timeLeft;
    }
    return (this.session.value?.as_of ?? null) === null
      ? 'unknown'
      : 'unlimited';
  }

  /** Emitted when an announcement was dismissed; others come and go with the session. */
  get announcementsChanged(): ISignal<this, void> {
    return this._announcementsChanged;
  }

  /** What the site announces, without what was dismissed. */
  get announcements(): readonly Schemas['Announcement'][] {
    return (this.session.value?.announcements ?? []).filter(
      ({ id }) => !this._dismissed.has(id)
    );
  }

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
    this.memory.dispose();
    this.countdown.dispose();
    Signal.clearData(this);
  }

  /** Keep the job and the time left fresh, until what this returns is disposed of. */
  watch(): IDisposable {
    this._viewers += 1;
    this.countdown.isRunning = true;
    return DisposableSet.from([
      this.session.watch({ every: SESSION_PACE }),
      new DisposableDelegate(() => {
        this._viewers -= 1;
        this.countdown.isRunning = this._viewers > 0;
      })
    ]);
  }

  /** Ask for all of it now: Slurm itself, in place of the answer that all tabs share. */
  async refresh(): Promise<void> {
    this._wantsFresh = true;
    await Promise.all([this.session.refresh(), this.usage.refresh()]);
  }

  /** An announcement was seen enough, here and in every session from now on. */
  async dismiss(id: string): Promise<void> {
    this._dismissed.add(id);
    this._announcementsChanged.emit();
    await this._client
      .post('/session/announcements/dismiss', { body: { id } })
      .catch(() => undefined);
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
    } else if (capability === 'memory') {
      this.memory.invalidate();
    }
  }

  private readonly _announcementsChanged = new Signal<this, void>(this);
  private readonly _dismissed = new Set<string>();
  private _viewers = 0;
  private _wantsFresh = false;
  private _counted: Session | null = null;
}
