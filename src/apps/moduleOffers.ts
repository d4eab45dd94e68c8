/** Tells the rest of the page which applications a module is for. */

import { CommandRegistry } from '@lumino/commands';
import { ISignal, Signal } from '@lumino/signaling';

import type { IAppOffer, IAppOffers } from '../api/tokens';
import { OPEN_APP } from './commandIds';
import type { AppsModel } from './model';

/** The applications by their modules; none until they're known, or where the site has none. */
export class ModuleOffers implements IAppOffers {
  constructor(private readonly _commands: CommandRegistry) {}

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Take the applications from here. */
  follow(model: AppsModel): void {
    model.changed.connect(() => this._update(model));
    this._update(model);
  }

  offersFor(module: string): readonly IAppOffer[] {
    return this._offers.get(module) ?? NONE;
  }

  open(name: string): void {
    void this._commands.execute(OPEN_APP, { name });
  }

  private _update({ apps }: AppsModel): void {
    const offers = new Map<string, IAppOffer[]>();
    for (const { name, title, state, needs } of apps ?? []) {
      for (const module of state === 'unavailable' ? [] : (needs ?? [])) {
        offers.set(module, [...(offers.get(module) ?? []), { name, title }]);
      }
    }
    // What applications do otherwise is no business of those who list modules.
    if (JSON.stringify([...offers]) !== JSON.stringify([...this._offers])) {
      this._offers = offers;
      this._changed.emit();
    }
  }

  private readonly _changed = new Signal<this, void>(this);
  private _offers: ReadonlyMap<string, readonly IAppOffer[]> = new Map();
}

const NONE: readonly IAppOffer[] = [];
