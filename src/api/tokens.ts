/** What other plugins and extensions may ask for. */

import { Token } from '@lumino/coreutils';
import { ISignal } from '@lumino/signaling';

import { Changes } from './changes';
import { ApiClient, Schemas } from './client';

/** The connection to the server extension. */
export interface IHpcLab {
  /** The typed client of the REST interface. */
  readonly client: ApiClient;
  /** What changed on the server. */
  readonly changes: Changes;
  /** What works here, asked once; rejects where the server extension isn't enabled. */
  readonly status: Promise<Schemas['Status']>;
  /** Whether the site has left a feature, such as `apps.desktop`; false where the server doesn't answer. */
  isEnabled(feature: string): Promise<boolean>;
}

export const IHpcLab = new Token<IHpcLab>(
  'hpclab:IHpcLab',
  'The connection to the hpclab server extension: a typed client, change events and the status.'
);

/** An application that can be opened here. */
export interface IAppOffer {
  /** As the server calls it. */
  readonly name: string;
  /** As people call it. */
  readonly title: string;
}

/** The applications by the modules that bring what they need. */
export interface IAppOffers {
  /** The applications for which a module, by its name without a version, is or may be loaded. */
  offersFor(module: string): readonly IAppOffer[];
  /** Open one. */
  open(name: string): void;
  /** Emitted when there are others. */
  readonly changed: ISignal<IAppOffers, void>;
}

export const IAppOffers = new Token<IAppOffers>(
  'hpclab:IAppOffers',
  'The applications that can be opened here, by the modules that they need.'
);
