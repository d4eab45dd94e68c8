/** Watches for the stages before the job's end, with few questions, whether or not anybody looks. */

import { DisposableSet, IDisposable } from '@lumino/disposable';
import { ISignal, Signal } from '@lumino/signaling';

import { Session, SessionModel } from '../model';
import { IStage, stageAt, stagesOf } from './stages';

/** Seconds between two looks at the clock: a computer that wakes up finds out within this time. */
const LOOK_EVERY = 60;

/** Before a stage is told of, the limit must have been confirmed within this many seconds. */
const CONFIRMED_FOR = 60;

/** The question for that is sent this many seconds ahead of the stage. */
const AHEAD = 30;

/** Questions in any hour at most; one of them is kept for the last stage. */
const QUESTIONS_AN_HOUR = 2;

const HOUR = 3600;

/** An answer that gives more time than this, in seconds, takes a stage back; less is the network's delay. */
const TAKEN_BACK_BY = 30;

/**
 * Counts down from one answer, also in a hidden tab, and confirms it before a stage is told of.
 *
 * By itself it asks at most twice in any hour, the question at its start among them; else the count is trusted.
 * In a hidden tab the question is one that takes the answer that all tabs share. What the server announces
 * costs Slurm nothing more and is followed at any time.
 */
export class EndingWatch implements IDisposable {
  constructor(private readonly _model: SessionModel) {
    const { session, countdown, ending } = _model;
    session.changed.connect(this._look, this);
    countdown.slept.connect(this._look, this);
    ending.changed.connect(this._look, this);
    document.addEventListener('visibilitychange', this._onVisibility);
    // The age of the answer alone is no reason to ask again.
    this._watching.add(session.watch({ every: Infinity, evenHidden: true }));
    this._look();
  }

  /** Emitted with the stage that is reached; with null when the last one told of is taken back. */
  get reached(): ISignal<this, IStage | null> {
    return this._reached;
  }

  get isDisposed(): boolean {
    return this._watching.isDisposed;
  }

  dispose(): void {
    if (this.isDisposed) {
      return;
    }
    clearTimeout(this._timer);
    document.removeEventListener('visibilitychange', this._onVisibility);
    const { session, countdown, ending } = this._model;
    session.changed.disconnect(this._look, this);
    countdown.slept.disconnect(this._look, this);
    ending.changed.disconnect(this._look, this);
    this._watching.dispose();
    Signal.clearData(this);
  }

  /** See what is due, and when to look again. */
  private _look(): void {
    const { value, isAsking } = this._model.session;
    this._forgetOtherJob(value?.start ?? null);
    if (!isAsking) {
      this._follow(value);
    }
    clearTimeout(this._timer);
    this._timer = setTimeout(() => this._look(), this._untilNextLook() * 1000);
  }

  private _follow(session: Session | null): void {
    if (!session) {
      this._ask(QUESTIONS_AN_HOUR);
      return;
    }
    const timeLeft = this._timeLeft;
    const isSure =
      timeLeft === null || !this._isAhead(timeLeft) || this._isConfirmed;
    if (isSure || !this._ask(this._questionsFor(timeLeft))) {
      this._tell(timeLeft === null ? null : stageAt(timeLeft, this._stages));
    }
  }

  /** Tell of a stage once; an earlier one than before only where the limit was changed. */
  private _tell(stage: IStage | null): void {
    const told = this._told;
    const timeLeft = this._timeLeft;
    const isLater = stage !== null && (!told || stage.at < told.at);
    const isTakenBack =
      told !== null &&
      (timeLeft === null ||
        timeLeft > told.at + TAKEN_BACK_BY ||
        !this._stages.some(({ at }) => at === told.at));
    if (isLater || isTakenBack) {
      this._told = stage;
      this._reached.emit(stage);
    }
  }

  /** Whether a stage that wasn't told of is reached, or will be in a moment. */
  private _isAhead(timeLeft: number): boolean {
    const next = stageAt(timeLeft - AHEAD, this._stages);
    return next !== null && (!this._told || next.at < this._told.at);
  }

  /** How many questions an hour the stage ahead is worth. */
  private _questionsFor(timeLeft: number): number {
    const last = this._stages.at(-1);
    const isLast = last !== undefined && timeLeft - AHEAD <= last.at;
    return isLast ? QUESTIONS_AN_HOUR : QUESTIONS_AN_HOUR - 1;
  }

  /** Whether the answer is young; a clock that was set back makes none young. */
  private get _isConfirmed(): boolean {
    const { receivedAt, error } = this._model.session;
    const age = Date.now() / 1000 - (receivedAt ?? 0);
    return error === null && age >= 0 && age <= CONFIRMED_FOR;
  }

  /**
   * Ask once more, if fewer questions than that were asked in the last hour.
   *
   * @returns Whether a question is on its way.
   */
  private _ask(fewerThan: number): boolean {
    const now = Date.now() / 1000;
    this._asked = this._asked.filter(at => at <= now && now - at < HOUR);
    if (this._asked.length >= fewerThan) {
      return false;
    }
    this._asked.push(now);
    void (document.hidden
      ? this._model.session.refresh()
      : this._model.refresh());
    return true;
  }

  /** A job that was requeued keeps its number but starts anew, as does any other. */
  private _forgetOtherJob(start: number | null): void {
    const isOther = start !== null && start !== this._start;
    if (isOther && this._told) {
      this._told = null;
      this._reached.emit(null);
    }
    this._start = start ?? this._start;
  }

  private get _stages(): IStage[] {
    const { session, ending } = this._model;
    return stagesOf(session.value?.limit ?? null, ending.value);
  }

  /** Seconds; null where there is no end to be told of. */
  private get _timeLeft(): number | null {
    const { session, countdown } = this._model;
    return session.value?.in_job ? countdown.timeLeft : null;
  }

  /** Seconds until the next moment at which something is due. */
  private _untilNextLook(): number {
    const timeLeft = this._timeLeft;
    const waits = this._stages
      .flatMap(({ at }) => [at, at + AHEAD])
      .map(moment => (timeLeft ?? 0) - moment)
      .filter(wait => wait > 0);
    // A timer may fire a little early; just after the moment is never wrong.
    return Math.min(LOOK_EVERY, ...waits) + 0.02;
  }

  private readonly _onVisibility = (): void => this._look();

  private readonly _watching = new DisposableSet();
  private readonly _reached = new Signal<this, IStage | null>(this);
  private _told: IStage | null = null;
  private _start: number | null = null;
  /** When was asked, in Unix seconds; the first question is that of whoever begins to watch. */
  private _asked = [Date.now() / 1000];
  private _timer: ReturnType<typeof setTimeout> | undefined;
}
