/** The options of the last submission, which the next form offers. */

import { IStateDB } from '@jupyterlab/statedb';

import { Options, worthRemembering } from './options';

/** Remembers them, where JupyterLab keeps anything. */
export class LastUsed {
  /**
   * @param _state - What JupyterLab keeps.
   * @param _what - What is submitted: a notebook takes nothing over from a script that runs on many nodes.
   */
  constructor(
    private readonly _state: IStateDB | null,
    private readonly _what: 'script' | 'notebook'
  ) {}

  /** The options; null before the first submission. */
  async read(): Promise<Options | null> {
    const kept = await this._state?.fetch(this._key);
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
    void this._state?.save(this._key, worthRemembering(options));
  }

  private get _key(): string {
    return `hpclab:submit-${this._what}`;
  }
}
