/** Follows one capability of the server by its revisions: asks again for others' changes, not for its own. */

import { IDisposable } from '@lumino/disposable';
import { ISignal } from '@lumino/signaling';

import { Capability, Changes, IChange } from '../api/changes';
import { ApiError } from '../api/client';
import { Live } from '../api/live';

/** What is followed, and how it is asked for. */
export interface IFreshStateOptions<T> {
  capability: Capability;
  changes: Changes;
  ask: (signal: AbortSignal) => Promise<T>;
}

/** Seconds between two questions while somebody looks: events tell of changes, but can get lost. */
const PACE = 120;

/** An answer with a revision, of which the newest counts. */
export class FreshState<T extends { revision: number }> implements IDisposable {
  constructor({ capability, changes, ask }: IFreshStateOptions<T>) {
    this._capability = capability;
    this._changes = changes;
    this._live = new Live({
      name: capability,
      ask: async signal => this._newest(await ask(signal))
    });
    changes.changed.connect(this._onChange, this);
  }

  /** The answer; null before the first. */
  get value(): T | null {
    return this._live.value;
  }

  /** Why the last question had no answer; null where it had. */
  get error(): ApiError | null {
    return this._live.error;
  }

  /** Emitted for an answer, a failure, and when asking begins. */
  get changed(): ISignal<unknown, void> {
    return this._live.changed;
  }

  get isDisposed(): boolean {
    return this._live.isDisposed;
  }

  /** Keep it fresh until what this returns is disposed of. */
  watch(): IDisposable {
    return this._live.watch({ every: PACE });
  }

  /** Ask now. Never rejects: see `error`. */
  refresh(): Promise<void> {
    return this._live.refresh();
  }

  /**
   * Wait for a change that this page asked for, and take the new state out of its answer.
   *
   * Until then events are only noted: most of them announce this very change.
   */
  async during<R extends T>(change: Promise<R>): Promise<R> {
    this._underWay += 1;
    try {
      const answer = await change;
      if (!this.isDisposed) {
        this._live.put(this._newest(answer));
      }
      return answer;
    } finally {
      this._underWay -= 1;
      this._follow();
    }
  }

  dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._changes.changed.disconnect(this._onChange, this);
    this._live.dispose();
  }

  /** Answers may overtake each other. */
  private _newest(value: T): T {
    const known = this._live.value;
    return known && known.revision > value.revision ? known : value;
  }

  private _onChange(_: Changes, { capability, revision }: IChange): void {
    if (capability === this._capability) {
      this._heard = Math.max(this._heard, revision);
      this._follow();
    }
  }

  /** Ask again if something newer was heard of, once; Live waits until somebody looks. */
  private _follow(): void {
    if (this._underWay === 0 && this._heard > 0) {
      const isNewer = this._heard > (this.value?.revision ?? 0);
      this._heard = 0;
      if (isNewer && !this.isDisposed) {
        this._live.invalidate();
      }
    }
  }

  private readonly _capability: Capability;
  private readonly _changes: Changes;
  private readonly _live: Live<T>;
  private _heard = 0;
  private _underWay = 0;
}
