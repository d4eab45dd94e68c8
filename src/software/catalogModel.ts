/** The catalog of all software: asked for when a panel first shows it, and again when it changed. */

import { IDisposable } from '@lumino/disposable';
import { ISignal, Signal } from '@lumino/signaling';

import { Changes } from '../api/changes';
import { ApiClient, ApiError, Schemas } from '../api/client';
import { FreshState } from './freshState';

type Catalog = Schemas['Catalog'];

/** The catalog. */
export class CatalogModel implements IDisposable {
  constructor(client: ApiClient, changes: Changes) {
    this._fresh = new FreshState<Catalog>({
      capability: 'software',
      changes,
      // The browser keeps it and asks by ETag, so that a large catalog is sent once.
      ask: signal => client.get('/software', { cache: 'no-cache', signal })
    });
    this._fresh.changed.connect(this._emit, this);
  }

  /** The catalog; null before the first answer. */
  get catalog(): Catalog | null {
    return this._fresh.value;
  }

  /** Why it couldn't be asked for. */
  get error(): ApiError | null {
    return this._fresh.error;
  }

  get stateChanged(): ISignal<this, void> {
    return this._stateChanged;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Keep it fresh until what this returns is disposed of. */
  watch(): IDisposable {
    return this._fresh.watch();
  }

  /** Ask for it now. Never rejects: see `error`. */
  refresh(): Promise<void> {
    return this._fresh.refresh();
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._fresh.changed.disconnect(this._emit, this);
    this._fresh.dispose();
    Signal.clearData(this);
  }

  private _emit(): void {
    this._stateChanged.emit();
  }

  private readonly _fresh: FreshState<Catalog>;
  private readonly _stateChanged = new Signal<this, void>(this);
  private _isDisposed = false;
}
