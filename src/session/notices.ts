/** Asks whose turn it is to notify a person, so that several tabs and sessions tell a thing once. */

import { ApiClient, Schemas } from '../api/client';

/** The turns of this browser's tab. */
export class Notices {
  constructor(private readonly _client: ApiClient) {}

  /**
   * Ask to notify; a tab asks once for each thing.
   *
   * @param kind - What it is about.
   * @param name - The announcement's id, or the file system's path.
   * @returns Whether it is this tab's turn; not where the server doesn't answer.
   */
  async claim(kind: Schemas['Notice']['kind'], name: string): Promise<boolean> {
    const topic = `${kind}:${name}`;
    if (this._asked.has(topic)) {
      return false;
    }
    this._asked.add(topic);
    const turn = await this._client
      .post('/session/notices', { body: { kind, name } })
      .catch(() => null);
    return turn?.is_first === true;
  }

  private readonly _asked = new Set<string>();
}
