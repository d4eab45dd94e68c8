/** Offers what can be opened in the Launcher and the palette, as the applications come and go. */

import { ICommandPalette } from '@jupyterlab/apputils';
import { ILauncher } from '@jupyterlab/launcher';
import { TranslationBundle } from '@jupyterlab/translation';
import { DisposableSet, IDisposable } from '@lumino/disposable';

import { APP_COMMANDS, OPEN_APP } from './commandIds';
import { App, AppsModel } from './model';

/** Where applications are offered. */
export interface IOffersOptions {
  model: AppsModel;
  launcher: ILauncher | null;
  palette: ICommandPalette | null;
  trans: TranslationBundle;
}

/** Cards and palette entries of the applications that are available. */
export class Offers {
  constructor(private readonly _options: IOffersOptions) {
    _options.model.changed.connect(this._update, this);
    this._update();
  }

  private _update(): void {
    const available = (this._options.model.apps ?? []).filter(
      ({ state }) => state !== 'unavailable'
    );
    const names = new Set(available.map(({ name }) => name));
    for (const [name, offer] of this._offers) {
      if (!names.has(name)) {
        offer.dispose();
        this._offers.delete(name);
      }
    }
    available.forEach((app, rank) => {
      if (!this._offers.has(app.name)) {
        this._offers.set(app.name, this._offer(app, rank));
      }
    });
  }

  private _offer({ name }: App, rank: number): IDisposable {
    const { launcher, palette, trans } = this._options;
    const args = { name };
    const offer = new DisposableSet();
    if (launcher) {
      const category = trans.__('Applications');
      offer.add(launcher.add({ command: OPEN_APP, args, category, rank }));
    }
    if (palette) {
      const category = trans.__('Applications');
      for (const command of APP_COMMANDS) {
        offer.add(palette.addItem({ command, args, category }));
      }
    }
    return offer;
  }

  private readonly _offers = new Map<string, IDisposable>();
}
