/** What other plugins and extensions may ask for. */

import { Token } from '@lumino/coreutils';

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
