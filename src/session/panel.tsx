/** The Session panel of the sidebar: a column of sections that come from several capabilities. */

import { TranslationBundle } from '@jupyterlab/translation';
import { DisposableDelegate, IDisposable } from '@lumino/disposable';
import { Message } from '@lumino/messaging';
import { Panel, Widget } from '@lumino/widgets';

import { ISessionPanel } from '../ui/sessionPanel';
import { sessionIcon } from './icons';

/** The panel; it scrolls as a whole. */
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
    const place = this.widgets.findIndex(
      other => (this._ranks.get(other) ?? 0) > rank
    );
    this._ranks.set(widget, rank);
    this.insertWidget(place < 0 ? this.widgets.length : place, widget);
    return new DisposableDelegate(() => widget.dispose());
  }

  /** The keyboard goes on from here after the panel was called for. */
  protected override onActivateRequest(message: Message): void {
    super.onActivateRequest(message);
    this.node.tabIndex = -1;
    this.node.focus({ preventScroll: true });
  }

  private readonly _ranks = new WeakMap<Widget, number>();
}
