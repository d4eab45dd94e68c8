/** Stands for the applications where there are none. */

import { ISignal, Signal } from '@lumino/signaling';

import type { IAppOffers } from '../api/tokens';

class NoApps implements IAppOffers {
  readonly changed: ISignal<IAppOffers, void> = new Signal<IAppOffers, void>(
    this
  );

  offersFor(): readonly [] {
    return [];
  }

  open(): void {
    // There is none to open.
  }
}

/** Offers nothing. */
export const NO_APPS: IAppOffers = new NoApps();
