/** A section of a side panel as a widget of its own, which is kept fresh only while people see it. */

import { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import { IDisposable } from '@lumino/disposable';
import { Message } from '@lumino/messaging';
import * as React from 'react';

import { TranslationContext } from './translation';

/** What a section is made of. */
export interface IPanelSectionOptions {
  trans: TranslationBundle;
  /** Draws it; once, so what it draws has to follow its model itself. */
  draw: () => React.JSX.Element;
  /** Keeps its model fresh, until what this returns is disposed of; nothing does where what it tells stays. */
  watch?: () => IDisposable;
}

/** The widget. */
export class PanelSection extends ReactWidget {
  constructor(private readonly _options: IPanelSectionOptions) {
    super();
    this.addClass('hpclab-PanelSection');
  }

  override dispose(): void {
    this._unwatch();
    super.dispose();
  }

  protected override render(): React.JSX.Element {
    return (
      <TranslationContext.Provider value={this._options.trans}>
        {this._options.draw()}
      </TranslationContext.Provider>
    );
  }

  protected override onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    this._watch();
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    this._watch();
  }

  protected override onBeforeHide(message: Message): void {
    this._unwatch();
    super.onBeforeHide(message);
  }

  protected override onBeforeDetach(message: Message): void {
    this._unwatch();
    super.onBeforeDetach(message);
  }

  private _watch(): void {
    if (this.isVisible) {
      this._watching ??= this._options.watch?.() ?? null;
    }
  }

  private _unwatch(): void {
    this._watching?.dispose();
    this._watching = null;
  }

  private _watching: IDisposable | null = null;
}
