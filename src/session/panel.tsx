/** The Session panel of the sidebar, and the job's section in it. */

import { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import { DisposableDelegate, IDisposable } from '@lumino/disposable';
import { Message } from '@lumino/messaging';
import { Panel, Widget } from '@lumino/widgets';
import * as React from 'react';

import { ISessionPanel } from '../ui/sessionPanel';
import { TranslationContext } from '../ui/translation';
import { sessionIcon } from './icons';
import { JobSection } from './job';
import { SessionModel } from './model';

/** A scrolling column of sections, which come from several capabilities. */
export class SessionPanel extends Panel implements ISessionPanel {
  constructor(trans: TranslationBundle) {
    super();
    this.id = 'hpclab-session';
    this.addClass('hpclab-Panel');
    this.addClass('hpclab-SessionPanel');
    this.title.icon = sessionIcon;
    this.title.caption = trans.__('Session');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', trans.__('Session'));
  }

  addSection(widget: Widget, rank: number): IDisposable {
    const index = this._ranks.findIndex(other => other > rank);
    const place = index < 0 ? this._ranks.length : index;
    this._ranks.splice(place, 0, rank);
    this.insertWidget(place, widget);
    return new DisposableDelegate(() => {
      this._ranks.splice(this.widgets.indexOf(widget), 1);
      widget.dispose();
    });
  }

  private readonly _ranks: number[] = [];
}

/** The job's section: it keeps the model fresh while it is seen. */
export class JobWidget extends ReactWidget {
  constructor(
    private readonly _model: SessionModel,
    private readonly _trans: TranslationBundle
  ) {
    super();
    this.addClass('hpclab-JobWidget');
  }

  override dispose(): void {
    this._watching?.dispose();
    super.dispose();
  }

  protected override render(): React.JSX.Element {
    return (
      <TranslationContext.Provider value={this._trans}>
        <JobSection model={this._model} />
      </TranslationContext.Provider>
    );
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    this._watch();
  }

  protected override onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    if (this.isVisible) {
      this._watch();
    }
  }

  protected override onBeforeHide(message: Message): void {
    super.onBeforeHide(message);
    this._unwatch();
  }

  protected override onBeforeDetach(message: Message): void {
    this._unwatch();
    super.onBeforeDetach(message);
  }

  private _watch(): void {
    this._watching ??= this._model.watch('panel');
  }

  private _unwatch(): void {
    this._watching?.dispose();
    this._watching = null;
  }

  private _watching: IDisposable | null = null;
}
