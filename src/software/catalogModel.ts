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
    this._live = new FreshState<Catalog>({
      capability: 'software',
      changes,
      // The browser keeps it and asks by ETag, so that a large catalog is sent once.
      ask: () => client.get('/software', { cache: 'no-cache' })
    });
    this._live.changed.connect(this._emit, this);
  }

  /** The catalog; null before the first answer. */
  get catalog(): Catalog | null {
    return this._live.value;
  }

  /** Why it couldn't be asked for. */
  get error(): ApiError | null {
    return this._live.error;
  }

  get stateChanged(): ISignal<this, void> {
    return this._stateChanged;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  set isShown(isShown: boolean) {
    this._live.isShown = isShown;
  }

  refresh(): Promise<void> {
    return this._live.refresh();
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._live.changed.disconnect(this._emit, this);
    this._live.dispose();
    Signal.clearData(this);
  }

  private _emit(): void {
    this._stateChanged.emit();
  }

  private readonly _live: FreshState<Catalog>;
  private readonly _stateChanged = new Signal<this, void>(this);
  private _isDisposed = false;
}
