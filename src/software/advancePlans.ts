/** The plan that is made before anybody clicks: one at a time, and given up when it is moot. */

import { IDisposable } from '@lumino/disposable';

import type { Schemas } from '../api/client';

type Plan = Schemas['Plan'];
type PlanRequest = Schemas['PlanRequest'];

/** Milliseconds that the focus rests on a row before its plan is worth a call of Lmod. */
const REST = 150;

/** How plans are made. */
export interface IAdvancePlansOptions {
  make: (request: PlanRequest, signal: AbortSignal) => Promise<Plan>;
  /** Which environment it is now; null while that isn't known. */
  generation: () => number | null;
}

/** A plan that is being made, or is there. */
interface IPrepared {
  key: string;
  /** Null where there is none to be had. */
  plan: Promise<Plan | null>;
  isMade: boolean;
  abort: () => void;
}

/** The one plan that is made in advance. */
export class AdvancePlans implements IDisposable {
  constructor(private readonly _options: IAdvancePlansOptions) {}

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Make a plan, unless something else is asked for in a moment. */
  prepare(request: PlanRequest): void {
    const key = JSON.stringify(request);
    clearTimeout(this._timer);
    if (this._isDisposed || this._prepared?.key === key) {
      return;
    }
    this._timer = setTimeout(() => this._start(key, request), REST);
  }

  /** Nobody looks at it any more: what isn't made yet is given up. */
  leave(): void {
    clearTimeout(this._timer);
    this._timer = setTimeout(() => {
      if (this._prepared?.isMade === false) {
        this.forget();
      }
    }, REST);
  }

  /** The plan for a request, if it is there or on its way, and still right. */
  async take(request: PlanRequest): Promise<Plan | null> {
    clearTimeout(this._timer);
    const prepared = this._prepared;
    if (prepared?.key !== JSON.stringify(request)) {
      // Lmod is needed for something else now.
      this.forget();
      return null;
    }
    this._prepared = null;
    const plan = await prepared.plan;
    return plan && plan.generation === this._options.generation() ? plan : null;
  }

  /** Give up what there is: the environment has changed, or a plan is made for somebody. */
  forget(): void {
    clearTimeout(this._timer);
    this._prepared?.abort();
    this._prepared = null;
  }

  dispose(): void {
    this._isDisposed = true;
    this.forget();
  }

  private _start(key: string, request: PlanRequest): void {
    this.forget();
    const abort = new AbortController();
    const prepared: IPrepared = {
      key,
      plan: this._options.make(request, abort.signal).then(
        plan => {
          prepared.isMade = true;
          return plan;
        },
        // The click asks again, and tells why it can't be done.
        () => {
          if (this._prepared === prepared) {
            this._prepared = null;
          }
          return null;
        }
      ),
      isMade: false,
      abort: () => abort.abort()
    };
    this._prepared = prepared;
  }

  private _prepared: IPrepared | null = null;
  private _timer: ReturnType<typeof setTimeout> | undefined;
  private _isDisposed = false;
}
