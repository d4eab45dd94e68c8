/** Keeps one answer of the server fresh: asks again when it changed, and now and then while somebody looks. */

import { IDisposable } from '@lumino/disposable';
import { Poll } from '@lumino/polling';
import { ISignal, Signal } from '@lumino/signaling';

import { Capability, Changes, IChange } from '../api/changes';
import { ApiError } from '../api/client';

/** What is kept fresh, and how. */
export interface IFreshStateOptions<T> {
  /** Whose changes it follows. */
  capability: Capability;
  changes: Changes;
  /** Asks the server. */
  ask: () => Promise<T>;
  /** Follow changes even while no panel shows it, for what the status bar shows. */
  always?: boolean;
}

/** Milliseconds between two questions without a change event: events can get lost. */
const SLOW = 60_000;
const SLOWEST = 600_000;

/** An answer with a revision, and its freshness. */
export class FreshState<T extends { revision: number }> implements IDisposable {
  constructor(options: IFreshStateOptions<T>) {
    this._options = options;
    this._poll = new Poll({
      auto: false,
      name: `hpclab:${options.capability}`,
      factory: () => this.refresh(),
      frequency: { interval: SLOW, backoff: true, max: SLOWEST },
      standby: 'when-hidden'
    });
    options.changes.changed.connect(this._onChange, this);
    window.addEventListener('online', this._onBack);
    document.addEventListener('visibilitychange', this._onBack);
  }

  /** The answer; null before the first. */
  get value(): T | null {
    return this._value;
  }

  /** Why the last question failed; null when it didn't. */
  get error(): ApiError | null {
    return this._error;
  }

  /** Emitted for a new answer, and when asking begins to fail. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Whether a panel shows it: only then is it asked for now and then. */
  set isShown(isShown: boolean) {
    if (this._isDisposed || this._isShown === isShown) {
      return;
    }
    this._isShown = isShown;
    if (isShown) {
      this._ignoreFailure(this.refresh());
      this._ignoreFailure(this._poll.start());
    } else {
      this._ignoreFailure(this._poll.stop());
    }
  }

  /** Ask now; those who call at the same time share the question. Rejects where it fails. */
  refresh(): Promise<void> {
    this._asking ??= this._ask().finally(() => {
      this._asking = null;
      this._follow();
    });
    return this._asking;
  }

  /**
   * Wait for a change that this page asked for, and take the new state out of its answer.
   *
   * Until then events are only noted: most of them announce this very change.
   */
  async during<R extends T>(change: Promise<R>): Promise<R> {
    this._held += 1;
    try {
      const answer = await change;
      this._accept(answer);
      return answer;
    } finally {
      this._held -= 1;
      this._follow();
    }
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._poll.dispose();
    this._options.changes.changed.disconnect(this._onChange, this);
    window.removeEventListener('online', this._onBack);
    document.removeEventListener('visibilitychange', this._onBack);
    Signal.clearData(this);
  }

  private async _ask(): Promise<void> {
    const heard = this._heard;
    try {
      const value = await this._options.ask();
      if (this._heard === heard) {
        this._heard = 0;
      }
      this._accept(value);
    } catch (error) {
      this._fail(error);
      throw error;
    }
  }

  /** Answers may overtake each other: the newer revision stays. */
  private _accept(value: T): void {
    if (this._isDisposed) {
      return;
    }
    const isNews =
      this._error !== null || value.revision !== this._value?.revision;
    this._error = null;
    if (value.revision >= (this._value?.revision ?? 0)) {
      this._value = value;
    }
    if (isNews) {
      this._changed.emit();
    }
  }

  private _fail(error: unknown): void {
    if (!this._isDisposed) {
      this._error =
        error instanceof ApiError
          ? error
          : new ApiError(0, 'unknown', String(error), null);
      this._changed.emit();
    }
  }

  private _onChange(_: Changes, { capability, revision }: IChange): void {
    if (capability === this._options.capability) {
      this._heard = Math.max(this._heard, revision);
      this._follow();
    }
  }

  /** Ask if something newer was heard of, and somebody looks. */
  private _follow(): void {
    const isNewer = this._heard > (this._value?.revision ?? 0);
    if (isNewer && this._isWatched && !this._held && !this._asking) {
      this._ignoreFailure(this.refresh());
    }
  }

  private readonly _onBack = (): void => {
    if (this._isWatched && !this._held) {
      this._ignoreFailure(this.refresh());
    }
  };

  private get _isWatched(): boolean {
    return (
      !this._isDisposed &&
      !document.hidden &&
      (this._isShown || this._options.always === true)
    );
  }

  /** A failure is shown through `error`. */
  private _ignoreFailure(promise: Promise<unknown>): void {
    promise.catch(() => undefined);
  }

  private readonly _options: IFreshStateOptions<T>;
  private readonly _poll: Poll;
  private readonly _changed = new Signal<this, void>(this);
  private _value: T | null = null;
  private _error: ApiError | null = null;
  private _asking: Promise<void> | null = null;
  private _heard = 0;
  private _held = 0;
  private _isShown = false;
  private _isDisposed = false;
}
