/** Keeps an answer of the server fresh while somebody looks at it, and asks nothing while nobody does. */

import { DisposableDelegate, IDisposable } from '@lumino/disposable';
import { Poll } from '@lumino/polling';
import { ISignal, Signal } from '@lumino/signaling';

import { ApiError } from './client';

/** How long an answer may take, in milliseconds, before it counts as none. */
const PATIENCE = 30_000;

/** The longest pause between two attempts after failures, in milliseconds. */
const LONGEST_PAUSE = 300_000;

/** What is asked, and under which name it shows in a debugger. */
export interface ILiveOptions<T> {
  name: string;
  ask: (signal: AbortSignal) => Promise<T>;
}

/** How somebody looks. */
export interface IWatchOptions {
  /** How old the answer may get, in seconds; `Infinity` for one answer and those that the server announces. */
  every: number;
  /** Go on while the browser's tab is hidden. */
  evenHidden?: boolean;
}

/** The last answer, kept fresh by those who watch it. */
export class Live<T> implements IDisposable {
  constructor(private readonly _options: ILiveOptions<T>) {
    this._poll = new Poll({
      name: `hpclab:${_options.name}`,
      auto: false,
      standby: () => (this._watchesHidden ? 'never' : 'when-hidden'),
      factory: async () => {
        await this.refresh();
        if (this._error) {
          throw this._error;
        }
      }
    });
    document.addEventListener('visibilitychange', this._onWake);
    window.addEventListener('online', this._onWake);
  }

  /** Emitted when there is an answer or an error, and when asking begins. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** The last answer; null before the first. */
  get value(): T | null {
    return this._value;
  }

  /** Why the last question had no answer; `value` is older then. */
  get error(): ApiError | null {
    return this._error;
  }

  /** When the last answer came, by the browser's clock in Unix seconds; null before the first. */
  get receivedAt(): number | null {
    return this._receivedAt;
  }

  /** A question is on its way. */
  get isAsking(): boolean {
    return this._asking !== null;
  }

  get isDisposed(): boolean {
    return this._poll.isDisposed;
  }

  dispose(): void {
    if (this.isDisposed) {
      return;
    }
    document.removeEventListener('visibilitychange', this._onWake);
    window.removeEventListener('online', this._onWake);
    this._watchers.clear();
    this._poll.dispose();
    Signal.clearData(this);
  }

  /** Look at it, until what this returns is disposed of; of several who look, the most curious sets the pace. */
  watch(options: IWatchOptions): IDisposable {
    this._watchers.add(options);
    this._pace();
    this._refreshIfOld();
    return new DisposableDelegate(() => {
      this._watchers.delete(options);
      this._pace();
    });
  }

  /** Ask now. Never rejects: see `error`. Calls while a question is on its way share the one after it. */
  refresh(): Promise<void> {
    if (this.isDisposed) {
      return Promise.resolve();
    }
    if (this._asking) {
      this._queued ??= this._asking.then(() => {
        this._queued = null;
        return this.refresh();
      });
      return this._queued;
    }
    this._asking = this._ask().finally(() => {
      this._asking = null;
      this._changed.emit();
    });
    this._changed.emit();
    return this._asking;
  }

  /** Take an answer that came with another question's. */
  put(value: T): void {
    this._value = value;
    this._receivedAt = Date.now() / 1000;
    this._error = null;
    this._changed.emit();
  }

  /** The server says that it has changed: ask now, or when somebody looks again. */
  invalidate(): void {
    this._isOutdated = true;
    this._refreshIfOld();
  }

  private async _ask(): Promise<void> {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), PATIENCE);
    this._isOutdated = false;
    try {
      this._value = await this._options.ask(abort.signal);
      this._receivedAt = Date.now() / 1000;
      this._error = null;
    } catch (error) {
      this._error = asApiError(error);
    } finally {
      clearTimeout(timer);
    }
  }

  private _pace(): void {
    if (!this._watchers.size) {
      void this._poll.stop();
      return;
    }
    const interval = this._interval * 1000;
    this._poll.frequency = {
      interval,
      backoff: true,
      max: Math.max(interval, LONGEST_PAUSE)
    };
    // `start` would ask at once, whatever the age of the answer.
    void this._poll.schedule({ phase: 'started', interval });
  }

  private _refreshIfOld(): void {
    const age = Date.now() / 1000 - (this._receivedAt ?? -Infinity);
    // The answer to a question on its way is young enough, if nothing has changed since.
    const isOld =
      !this._asking && (this._error !== null || age >= this._interval);
    if (this._isWatched && (this._isOutdated || isOld)) {
      void this.refresh();
    }
  }

  private get _interval(): number {
    return Math.min(...this._looking.map(({ every }) => every));
  }

  /** Those who look now: while the browser's tab is hidden, only who goes on. */
  private get _looking(): IWatchOptions[] {
    return [...this._watchers].filter(
      ({ evenHidden }) => !document.hidden || evenHidden === true
    );
  }

  private get _watchesHidden(): boolean {
    return Array.from(this._watchers).some(
      ({ evenHidden }) => evenHidden === true
    );
  }

  private get _isWatched(): boolean {
    return this._looking.length > 0;
  }

  private readonly _onWake = (): void => {
    this._pace();
    this._refreshIfOld();
  };

  private readonly _poll: Poll<void, ApiError>;
  private readonly _changed = new Signal<this, void>(this);
  private readonly _watchers = new Set<IWatchOptions>();
  private _value: T | null = null;
  private _error: ApiError | null = null;
  private _receivedAt: number | null = null;
  private _isOutdated = false;
  private _asking: Promise<void> | null = null;
  private _queued: Promise<void> | null = null;
}

/** Any failure as an `ApiError`. */
export function asApiError(error: unknown): ApiError {
  return error instanceof ApiError
    ? error
    : new ApiError(0, 'unexpected', String(error), null);
}
