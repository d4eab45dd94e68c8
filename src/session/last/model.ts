/** What the browser knows of the last session: asked once, told until it was seen. */

import { ISignal, Signal } from '@lumino/signaling';

import { ApiClient } from '../../api/client';
import { LastSession } from './words';

/** The last session. */
export class LastSessionModel {
  constructor(private readonly _client: ApiClient) {}

  /** Emitted when there is something to tell, or no more. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** How it ended, where it didn't end as the person wanted; null where there is nothing to tell. */
  get last(): LastSession | null {
    return this._last;
  }

  /** Ask the server. Where it can't tell, there is nothing to tell. */
  async ask(): Promise<void> {
    const answer = await this._client.get('/session/last').catch(() => null);
    this._set(answer?.last ?? null);
  }

  /** It was seen, here and in every tab that opens from now on. */
  async dismiss(): Promise<void> {
    this._set(null);
    await this._client.post('/session/last/seen').catch(() => undefined);
  }

  private _set(last: LastSession | null): void {
    this._last = last;
    this._changed.emit();
  }

  private readonly _changed = new Signal<this, void>(this);
  private _last: LastSession | null = null;
}
