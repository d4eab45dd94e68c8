/** What a person has narrowed the list of software to; remembered for the next time. */

import { IStateDB } from '@jupyterlab/statedb';
import { IDisposable } from '@lumino/disposable';
import { ISignal, Signal } from '@lumino/signaling';

import type { Schemas } from '../api/client';
import type { IListingOptions } from './listing';
import type { Loadability } from './loadable';

/** The filters. */
export interface IFilters {
  /** Only what can be loaded without prerequisites. */
  readonly loadable: boolean;
  /** Hidden modules too: the one filter that shows more. */
  readonly hidden: boolean;
  /** Only packages of this category. */
  readonly category: string | null;
  /** Only versions with this property. */
  readonly property: string | null;
}

/** The whole list. */
export const NO_FILTERS: IFilters = {
  loadable: false,
  hidden: false,
  category: null,
  property: null
};

/** Whether anything is left out of the list. */
export function narrows({ loadable, category, property }: IFilters): boolean {
  return loadable || category !== null || property !== null;
}

/** Which versions the filters leave. */
export function accepterOf(
  { loadable, hidden, category, property }: IFilters,
  showDeprecated: boolean,
  loadability: Loadability | null
): IListingOptions['accepts'] {
  return (version, item) =>
    (hidden || !version.hidden) &&
    (showDeprecated || !version.deprecated) &&
    (category === null || item.category === category) &&
    (property === null || (version.properties ?? []).includes(property)) &&
    (!loadable || loadability === null || loadability.isLoadableNow(version));
}

/** What can be filtered by, in a catalog. */
export interface IFilterChoices {
  categories: readonly string[];
  properties: readonly string[];
}

/** The categories and properties of a catalog, sorted. */
export function filterChoices({
  packages
}: Schemas['Catalog']): IFilterChoices {
  const categories = new Set<string>();
  const properties = new Set<string>();
  for (const { category, versions } of packages) {
    if (category) {
      categories.add(category);
    }
    for (const version of versions) {
      version.properties?.forEach(property => properties.add(property));
    }
  }
  return {
    categories: [...categories].sort(),
    properties: [...properties].sort()
  };
}

const STATE_KEY = 'hpclab-software:filters';

/** The filters that are set. */
export class FiltersModel implements IDisposable {
  get value(): IFilters {
    return this._value;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Set some of them. */
  set(changes: Partial<IFilters>): void {
    const next = { ...this._value, ...changes };
    if (JSON.stringify(next) !== JSON.stringify(this._value)) {
      this._value = next;
      this._changed.emit();
    }
  }

  /** Take those of the last time, and keep those of this one. Hidden modules are a setting's business. */
  async remember(state: IStateDB): Promise<void> {
    this.set(read(await state.fetch(STATE_KEY).catch(() => undefined)));
    this._changed.connect(() => {
      const { loadable, category, property } = this._value;
      // What can't be kept is forgotten: nothing is lost but a filter.
      void state
        .save(STATE_KEY, { loadable, category, property })
        .catch(() => undefined);
    });
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      Signal.clearData(this);
    }
  }

  private readonly _changed = new Signal<this, void>(this);
  private _value = NO_FILTERS;
  private _isDisposed = false;
}

/** What was kept, as far as it is right. */
function read(kept: unknown): Partial<IFilters> {
  if (typeof kept !== 'object' || kept === null) {
    return {};
  }
  const { loadable, category, property } = kept as Record<string, unknown>;
  return {
    loadable: loadable === true,
    category: typeof category === 'string' ? category : null,
    property: typeof property === 'string' ? property : null
  };
}
