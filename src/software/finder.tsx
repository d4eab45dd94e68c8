/** Finds software: the search box, and the list of what there is or was found. */

import { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import type { Schemas } from '../api/client';
import { LiveRegion } from '../ui/liveRegion';
import { SearchBox } from '../ui/searchBox';
import { useTranslation } from '../ui/translation';
import type { IVirtualList } from '../ui/virtualList';
import { AvailableSection, IAvailableSectionProps } from './availableSection';
import type { Listing } from './listing';
import { IHit, SearchIndex } from './search';

/** Where is searched, and what stands around it. */
export interface IFinderProps {
  /** Null while there is none. */
  catalog: Schemas['Catalog'] | null;
  index: SearchIndex;
  listing: Listing;
  /** What rows need; null while there is no catalog. */
  context: IAvailableSectionProps['context'] | null;
  searchRef?: React.Ref<HTMLInputElement>;
  onDetails: IAvailableSectionProps['onDetails'];
  /** What stands between the search box and the list. It isn't drawn again as somebody types. */
  children: React.ReactNode;
}

/**
 * The search box and the list.
 *
 * What was typed is state of this component alone: a key draws the list again, and nothing else.
 */
export function Finder({
  catalog,
  index,
  listing,
  context,
  searchRef,
  onDetails,
  children
}: IFinderProps): React.JSX.Element {
  const trans = useTranslation();
  const [query, setQuery] = React.useState('');
  const list = React.useRef<IVirtualList>(null);
  const hits = React.useMemo(
    () => index.search(query, listing),
    [index, query, listing]
  );
  usePreparation(index);
  return (
    <>
      <SearchBox
        name={trans.__('Search software')}
        value={query}
        inputRef={searchRef}
        onChange={setQuery}
        onLeave={() => list.current?.focus(0)}
      />
      <LiveRegion text={spokenResult(query, hits, trans)} />
      {children}
      {catalog && context && (
        <AvailableSection
          catalog={catalog}
          hits={hits}
          query={query}
          context={context}
          listRef={list}
          onClear={() => setQuery('')}
          onDetails={onDetails}
        />
      )}
    </>
  );
}

/** Prepare the index when the browser has nothing else to do, so that the first key needn't wait for it. */
function usePreparation(index: SearchIndex): void {
  React.useEffect(() => {
    // Safari has no idle times.
    if (typeof requestIdleCallback === 'undefined') {
      const timer = setTimeout(() => index.prepare(), IDLE_AFTER);
      return () => clearTimeout(timer);
    }
    const request = requestIdleCallback(() => index.prepare());
    return () => cancelIdleCallback(request);
  }, [index]);
}

/** Milliseconds after which a browser without idle times is taken to be idle. */
const IDLE_AFTER = 200;

function spokenResult(
  query: string,
  hits: readonly IHit[],
  trans: TranslationBundle
): string {
  return query.trim() ? trans._n('%1 result', '%1 results', hits.length) : '';
}
