/** What the site says of its software: asked once, and then applied to the catalog. */

import type { ApiClient, Schemas } from '../api/client';
import { anyOf } from './patterns';

type Site = Schemas['SoftwareSite'];
type Catalog = Schemas['Catalog'];

/** What holds while the site hasn't said anything. */
const SILENT_SITE: Site = {
  hidden: [],
  pinned: [],
  documentation: [],
  sources: [],
  request: null
};

/** The site's word; it is another one only when the server starts anew. */
export class SiteSays {
  constructor(private readonly _client: ApiClient) {}

  get value(): Site {
    return this._value;
  }

  /** Ask, unless there was an answer. Never rejects: without it there still is the catalog. */
  async ask(signal: AbortSignal): Promise<void> {
    if (this._value === SILENT_SITE) {
      this._value = await this._client
        .get('/software/site', { signal })
        .catch(() => SILENT_SITE);
    }
  }

  private _value = SILENT_SITE;
}

/** The catalog, with those modules hidden too that the site hides by pattern. */
export function withHidden(catalog: Catalog, { hidden }: Site): Catalog {
  if (!hidden.length) {
    return catalog;
  }
  const isHidden = anyOf(hidden);
  const packages = catalog.packages.map(item => ({
    ...item,
    versions: item.versions.map(version =>
      isHidden(item.name, version.full_name)
        ? { ...version, hidden: true }
        : version
    )
  }));
  return { ...catalog, packages };
}
