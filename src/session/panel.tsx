/** The Session panel of the sidebar: a column of sections that come from several capabilities. */

import { TranslationBundle } from '@jupyterlab/translation';
import { DisposableDelegate, IDisposable } from '@lumino/disposable';
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
