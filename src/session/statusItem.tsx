/** The status bar's item: time left and memory, which opens the Session panel. */

import { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import { IDisposable } from '@lumino/disposable';
import { ISignal, Signal } from '@lumino/signaling';
import * as React from 'react';

import { formatTimeLeft } from '../ui/time';
import { TranslationContext, useTranslation } from '../ui/translation';
import { SessionModel } from './model';
import { nameTimeLeft } from './timeLeft';
import { formatMemory } from './usage';

/** Seconds between two questions about what is used. */
const USAGE_PACE = 60;

/** What the item shows. */
export interface IStatusItemOptions {
  timeLeft: boolean;
  memory: boolean;
}

/** The item; it keeps the model fresh, slowly, as long as it shows something. */
export class StatusItem extends ReactWidget {
  constructor(
    private readonly _model: SessionModel,
    private readonly _trans: TranslationBundle,
    private readonly _onClick: () => void
  ) {
    super();
    this._model.session.changed.connect(this._onSession, this);
  }

  /** Emitted when it begins or ceases to have something to say. */
  get activeChanged(): ISignal<this, void> {
    return this._activeChanged;
  }

  /** Whether there is something to say: inside a job only. */
  get isActive(): boolean {
    const { timeLeft, memory } = this._options;
    return this._model.session.value?.in_job === true && (timeLeft || memory);
  }

  /** What to show. */
  set options(options: IStatusItemOptions) {
    this._options = options;
    this._watchingJob = follow(
      this._watchingJob,
      options.timeLeft || options.memory,
      () => this._model.watch()
    );
    this._onSession();
  }

  override dispose(): void {
    this._model.session.changed.disconnect(this._onSession, this);
    this._watchingJob?.dispose();
    this._watchingUsage?.dispose();
    super.dispose();
    Signal.clearData(this);
  }

  protected override render(): React.JSX.Element {
    return (
      <TranslationContext.Provider value={this._trans}>
        <StatusButton
          model={this._model}
          options={this._options}
          onClick={this._onClick}
        />
      </TranslationContext.Provider>
    );
  }

  private _onSession(): void {
    this._watchingUsage = follow(
      this._watchingUsage,
      this._options.memory && this.isActive,
      () => this._model.usage.watch({ every: USAGE_PACE })
    );
    this._activeChanged.emit();
    this.update();
  }

  private readonly _activeChanged = new Signal<this, void>(this);
  private _options: IStatusItemOptions = { timeLeft: false, memory: false };
  private _watchingJob: IDisposable | null = null;
  private _watchingUsage: IDisposable | null = null;
}

/** Begin or cease to watch something, as is wanted. */
function follow(
  watching: IDisposable | null,
  isWanted: boolean,
  begin: () => IDisposable
): IDisposable | null {
  if (isWanted) {
    return watching ?? begin();
  }
  watching?.dispose();
  return null;
}

/** What the item consists of. */
export interface IStatusButtonProps {
  model: SessionModel;
  options: IStatusItemOptions;
  onClick: () => void;
}

/** The item's button, which follows the model. */
export function StatusButton(props: IStatusButtonProps): React.JSX.Element {
  const { countdown, usage } = props.model;
  return (
    <UseSignal signal={countdown.ticked}>
      {() => (
        <UseSignal signal={usage.changed}>
          {() => <CurrentButton {...props} />}
        </UseSignal>
      )}
    </UseSignal>
  );
}

function CurrentButton({
  model,
  options,
  onClick
}: IStatusButtonProps): React.JSX.Element {
  const trans = useTranslation();
  const { timeLeft } = model;
  const usage = model.usage.value?.memory;
  const memory = usage && options.memory ? formatMemory(usage, trans) : null;
  // The name has no seconds, and the word that the eye guesses.
  const name = [
    options.timeLeft && nameTimeLeft(timeLeft, trans),
    memory && trans.__('memory %1', memory)
  ].filter(Boolean);
  return (
    <button
      type="button"
      className="hpclab-StatusItem jp-mod-highlighted"
      aria-label={name.join(', ')}
      title={trans.__('Show the Session panel')}
      onClick={onClick}
    >
      {options.timeLeft && (
        <span>
          {typeof timeLeft === 'number'
            ? trans.__('Time left %1', formatTimeLeft(timeLeft, trans))
            : nameTimeLeft(timeLeft, trans)}
        </span>
      )}
      {memory && <span>{memory}</span>}
    </button>
  );
}
