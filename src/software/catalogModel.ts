/** The catalog of all software: asked for when a panel first shows it, and again when it changed. */

import { DisposableSet, IDisposable } from '@lumino/disposable';
import { ISignal, Signal } from '@lumino/signaling';

import { Changes } from '../api/changes';
import { ApiClient, ApiError, Schemas } from '../api/client';
import { FreshState } from './freshState';
import { mergeCatalogs } from './mergeCatalogs';
import { SiteSays, withHidden } from './siteSays';

type Catalog = Schemas['Catalog'];

/** How the catalog is doing, and when that was heard. */
export interface IHeardStatus {
  status: Schemas['CatalogStatus'];
  /** In milliseconds, by the browser's clock. */
  heardAt: number;
}

/** The catalog. */
export class CatalogModel implements IDisposable {
  constructor(client: ApiClient, changes: Changes) {
    this._siteSays = new SiteSays(client);
    this._siteCatalog = new FreshState<Catalog>({
      capability: 'software',
      changes,
      // The browser keeps it and asks by ETag, so that a large catalog is sent once.
      ask: async signal => {
        const [catalog] = await Promise.all([
          client.get('/software', { cache: 'no-cache', signal }),
          this._siteSays.ask(signal)
        ]);
        return catalog;
      }
    });
    this._added = new FreshState<Schemas['AddedCatalogs']>({
      capability: 'software',
      changes,
      ask: signal =>
        client.get('/software/added', { cache: 'no-cache', signal })
    });
    this._status = new FreshState<Schemas['CatalogStatus']>({
      capability: 'catalog',
      changes,
      ask: signal => client.get('/software/status', { signal })
    });
    for (const part of this._parts) {
      part.changed.connect(this._onChanged, this);
    }
  }

  /** What the site says of its software. */
  get site(): Schemas['SoftwareSite'] {
    return this._siteSays.value;
  }

  /** The site's catalog as it wants it shown, and what the person has added; null before the first answer. */
  get catalog(): Catalog | null {
    return this._catalog;
  }

  /** How it is doing; null before the first answer. */
  get heard(): IHeardStatus | null {
    return this._heard;
  }

  /** Why it couldn't be asked for. */
  get error(): ApiError | null {
    return this._siteCatalog.error;
  }

  get stateChanged(): ISignal<this, void> {
    return this._stateChanged;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Keep it fresh until what this returns is disposed of. */
  watch(): IDisposable {
    return DisposableSet.from(this._parts.map(part => part.watch()));
  }

  /** Ask for it now. Never rejects: see `error`. */
  async refresh(): Promise<void> {
    await Promise.all(this._parts.map(part => part.refresh()));
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    for (const part of this._parts) {
      part.changed.disconnect(this._onChanged, this);
      part.dispose();
    }
    Signal.clearData(this);
  }

  private get _parts() {
    return [this._siteCatalog, this._added, this._status] as const;
  }

  /** A catalog that stays is the same object, so that what is made of it can be kept. */
  private _onChanged(): void {
    const site = this._siteCatalog.value;
    const added = this._added.value;
    if (this._merged[0] !== site || this._merged[1] !== added) {
      this._merged = [site, added];
      const merged =
        site && added?.catalogs.length
          ? mergeCatalogs(site, added.catalogs)
          : site;
      this._catalog = merged && withHidden(merged, this.site);
    }
    const status = this._status.value;
    if (status && status !== this._heard?.status) {
      this._heard = { status, heardAt: Date.now() };
    }
    this._stateChanged.emit();
  }

  private readonly _siteSays: SiteSays;
  private readonly _siteCatalog: FreshState<Catalog>;
  private readonly _added: FreshState<Schemas['AddedCatalogs']>;
  private readonly _status: FreshState<Schemas['CatalogStatus']>;
  private readonly _stateChanged = new Signal<this, void>(this);
  private _catalog: Catalog | null = null;
  private _merged: readonly [Catalog | null, unknown] = [null, null];
  private _heard: IHeardStatus | null = null;
  private _isDisposed = false;
}
