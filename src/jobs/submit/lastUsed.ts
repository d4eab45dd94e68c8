/** The options of the last submission, which the next form offers. */

import { IStateDB } from '@jupyterlab/statedb';

import { Options, worthRemembering } from './options';

/** Where they are kept. */
const KEY = 'hpclab:submit';

/** Remembers them, where JupyterLab keeps anything. */
export class LastUsed {
  constructor(private readonly _state: IStateDB | null) {}

  /** The options; null before the first submission. */
  async read(): Promise<Options | null> {
    const kept = await this._state?.fetch(KEY);
    if (!kept || typeof kept !== 'object') {
      return null;
    }
    const options = Object.entries(kept).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string'
    );
    return options.length ? Object.fromEntries(options) : null;
  }

  /** Remember what is worth it. */
  keep(options: Options): void {
    void this._state?.save(KEY, worthRemembering(options));
  }
}
