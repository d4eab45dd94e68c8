/** The status bar's item: time left and memory, which opens the Session panel. */

import { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import { ISignal, Signal } from '@lumino/signaling';
import * as React from 'react';

import { formatTimeLeft } from '../ui/time';
import { SessionModel } from './model';
import { nameTimeLeft } from './timeLeft';
import { formatMemory } from './usage';

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
    const isWanted = options.timeLeft || options.memory;
    if (isWanted) {
      this._watching ??= this._model.watch('statusBar');
    } else {
      this._watching?.dispose();
      this._watching = null;
    }
    this._activeChanged.emit();
    this.update();
  }

  override dispose(): void {
    this._watching?.dispose();
    super.dispose();
    Signal.clearData(this);
  }

  protected override render(): React.JSX.Element {
    return (
      <UseSignal signal={this._model.countdown.ticked}>
        {() => (
          <UseSignal signal={this._model.usage.changed}>
            {() => this._renderButton()}
          </UseSignal>
        )}
      </UseSignal>
    );
  }

  private _renderButton(): React.JSX.Element {
    const trans = this._trans;
    const { timeLeft } = this._model.countdown;
    const usage = this._model.usage.value?.memory;
    const memory =
      usage && this._options.memory ? formatMemory(usage, trans) : null;
    const withTime = this._options.timeLeft;
    // The name has no seconds, and the word that the eye guesses.
    const name = [
      withTime && nameTimeLeft(timeLeft, trans),
      memory && trans.__('memory %1', memory)
    ].filter(Boolean);
    return (
      <button
        type="button"
        className="hpclab-StatusItem jp-mod-highlighted"
        aria-label={name.join(', ')}
        title={trans.__('Show the Session panel')}
        onClick={this._onClick}
      >
        {withTime && (
          <span>
            {timeLeft === null
              ? trans.__('No time limit')
              : trans.__('Time left %1', formatTimeLeft(timeLeft, trans))}
          </span>
        )}
        {memory && <span>{memory}</span>}
      </button>
    );
  }

  private _onSession(): void {
    this._activeChanged.emit();
    this.update();
  }

  private readonly _activeChanged = new Signal<this, void>(this);
  private _options: IStatusItemOptions = { timeLeft: false, memory: false };
  private _watching: { dispose: () => void } | null = null;
}
