/** Counts a time limit down in the browser, from one answer of the server. */

import { IDisposable } from '@lumino/disposable';
import { ISignal, Signal } from '@lumino/signaling';

import { COUNTED_IN_SECONDS } from '../ui/time';

/** Two clocks, in seconds. */
export interface IClocks {
  /** Never jumps, but may stand still while the computer sleeps. */
  steady: () => number;
  /** Goes on while the computer sleeps, but may be set. */
  wall: () => number;
}

/** By how many seconds the clocks may differ before the computer must have slept. */
const SLEPT = 5;

const BROWSER_CLOCKS: IClocks = {
  steady: () => performance.now() / 1000,
  wall: () => Date.now() / 1000
};

/** What is left, as it passes. */
export class Countdown implements IDisposable {
  constructor(private readonly _clocks: IClocks = BROWSER_CLOCKS) {
    document.addEventListener('visibilitychange', this._onVisibility);
  }

  /** Emitted when what is shown of the time left changes: each minute, each second in the last ten minutes. */
  get ticked(): ISignal<this, void> {
    return this._ticked;
  }

  /** Emitted once when the computer has slept since the last answer: time to ask again. */
  get slept(): ISignal<this, void> {
    return this._slept;
  }

  /** Seconds that are left, at least 0; null without a time limit. */
  get timeLeft(): number | null {
    return this._atStart === null
      ? null
      : Math.max(0, this._atStart - this._elapsed);
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this.isRunning = false;
    document.removeEventListener('visibilitychange', this._onVisibility);
    Signal.clearData(this);
  }

  /** Begin anew with what the server said just now: seconds, or null without a time limit. */
  set(timeLeft: number | null): void {
    this._atStart = timeLeft;
    this._steadyStart = this._clocks.steady();
    this._wallStart = this._clocks.wall();
    this._hasToldSleep = false;
    this._tick();
  }

  /** Whether somebody looks: only then it ticks. */
  get isRunning(): boolean {
    return this._isRunning;
  }
  set isRunning(isRunning: boolean) {
    if (this._isRunning !== isRunning) {
      this._isRunning = isRunning;
      this._tick();
    }
  }

  /** Seconds since the answer. */
  private get _elapsed(): number {
    const { steady, wall } = this._passed();
    return hasSlept(steady, wall) ? wall : steady;
  }

  /** Seconds since the answer, by both clocks. */
  private _passed(): { steady: number; wall: number } {
    return {
      steady: this._clocks.steady() - this._steadyStart,
      wall: this._clocks.wall() - this._wallStart
    };
  }

  private _tick(): void {
    clearTimeout(this._timer);
    const { steady, wall } = this._passed();
    if (hasSlept(steady, wall) && !this._hasToldSleep) {
      this._hasToldSleep = true;
      this._slept.emit();
    }
    this._ticked.emit();
    const left = this.timeLeft;
    if (this._isRunning && !document.hidden && left) {
      this._timer = setTimeout(() => this._tick(), untilNextChange(left));
    }
  }

  private readonly _onVisibility = (): void => {
    if (this._isRunning) {
      this._tick();
    }
  };

  private readonly _ticked = new Signal<this, void>(this);
  private readonly _slept = new Signal<this, void>(this);
  private _atStart: number | null = null;
  private _steadyStart = 0;
  private _wallStart = 0;
  private _hasToldSleep = false;
  private _isRunning = false;
  private _isDisposed = false;
  private _timer: ReturnType<typeof setTimeout> | undefined;
}

/** Where the wall clock ran ahead, the computer slept, and the job did not. */
function hasSlept(steady: number, wall: number): boolean {
  return wall - steady > SLEPT;
}

/** Milliseconds until the words for the time left change. */
function untilNextChange(timeLeft: number): number {
  const step = timeLeft >= COUNTED_IN_SECONDS ? 60 : 1;
  // A timer may fire a little early; just after the change is never wrong.
  return (timeLeft % step) * 1000 + 20;
}
