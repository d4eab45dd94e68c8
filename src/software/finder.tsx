/** Finds software: the search box with its filters, and the list of what there is or was found. */

import { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import type { Schemas } from '../api/client';
import { EmptyState } from '../ui/emptyState';
import { LiveRegion } from '../ui/liveRegion';
import { SearchBox } from '../ui/searchBox';
import { useTranslation } from '../ui/translation';
import { useFocusRescue } from '../ui/useFocusRescue';
import type { IVirtualList } from '../ui/virtualList';
import { AvailableSection, IAvailableSectionProps } from './availableSection';
import { FilterBar } from './filterBar';
import { FiltersModel, IFilterChoices, narrows, NO_FILTERS } from './filters';
import { Listing } from './listing';
import { NothingFound } from './nothingFound';
import { IHit, SearchIndex } from './search';
import { suggestions } from './suggestions';

/** Where is searched, and what stands around it. */
export interface IFinderProps {
  /** Null while there is none. */
  catalog: Schemas['Catalog'] | null;
  index: SearchIndex;
  listing: Listing;
  filters: FiltersModel;
  choices: IFilterChoices;
  /** What rows need; null while there is no catalog. */
  context: IAvailableSectionProps['context'] | null;
  searchRef: React.RefObject<HTMLInputElement>;
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
  filters,
  choices,
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
  const search = (wanted: string): void => {
    setQuery(wanted);
    searchRef.current?.focus();
  };
  const clearFilters = (): void => {
    filters.set(NO_FILTERS);
    searchRef.current?.focus();
  };
  return (
    <>
      <FilterBar filters={filters} choices={choices}>
        <SearchBox
          name={trans.__('Search software')}
          value={query}
          inputRef={searchRef}
          onChange={setQuery}
          onLeave={() => list.current?.focus(0)}
        />
      </FilterBar>
      <LiveRegion
        text={
          query.trim() || narrows(filters.value)
            ? spokenResult(hits, trans)
            : ''
        }
      />
      {children}
      {catalog && context && (
        <Results searchRef={searchRef}>
          <AvailableSection
            hits={hits}
            query={query}
            context={context}
            listRef={list}
            onDetails={onDetails}
            whenEmpty={() => (
              <Nothing
                {...{ catalog, index, filters, query }}
                site={context.site}
                onSearch={search}
                onClearFilters={clearFilters}
              />
            )}
          />
        </Results>
      )}
    </>
  );
}

/** Gives the focus back to the search box when the row that had it is gone, and all others too. */
function Results({
  searchRef,
  children
}: Pick<IFinderProps, 'searchRef'> & {
  children: React.ReactNode;
}): React.JSX.Element {
  const box = React.useRef<HTMLDivElement>(null);
  useFocusRescue(box, () => searchRef.current);
  return (
    <div className="hpclab-Finder-results" ref={box}>
      {children}
    </div>
  );
}

/** Why nothing is listed, and what to do about it. */
function Nothing({
  catalog,
  index,
  filters,
  query,
  site,
  onSearch,
  onClearFilters
}: Pick<IFinderProps, 'index' | 'filters'> & {
  catalog: Schemas['Catalog'];
  query: string;
  site: Schemas['SoftwareSite'];
  onSearch: (query: string) => void;
  onClearFilters: () => void;
}): React.JSX.Element {
  const trans = useTranslation();
  // What was meant may well be what the filters hide: the next step says so.
  const everything = React.useMemo(() => unfiltered(index), [index]);
  const isNarrowed = narrows(filters.value);
  const filteredOut = React.useMemo(
    () => (isNarrowed ? index.search(query, everything).length : 0),
    [index, query, everything, isNarrowed]
  );
  // Who still types has not meant anything else yet.
  const settled = useSettled(query);
  const others = React.useMemo(
    () => (settled.trim() ? suggestions(settled, index, everything) : []),
    [settled, index, everything]
  );
  if (query.trim() || filteredOut) {
    return (
      <NothingFound
        query={query.trim()}
        suggestions={settled === query && !filteredOut ? others : []}
        filteredOut={filteredOut}
        site={site}
        isComplete={catalog.complete}
        onSearch={onSearch}
        onClearFilters={onClearFilters}
      />
    );
  }
  return (
    <EmptyState title={trans.__('No software found.')}>
      {catalog.complete
        ? trans.__(
            'There are no modulefiles in the folders of MODULEPATH. Ask your support where the modules are.'
          )
        : trans.__(
            'The catalog is not complete yet; look again once it has been built.'
          )}
    </EmptyState>
  );
}

/** What was typed, once it has stayed the same for a moment; empty before. */
function useSettled(query: string): string {
  const [settled, setSettled] = React.useState('');
  React.useEffect(() => {
    const timer = setTimeout(() => setSettled(query), SETTLED_AFTER);
    return () => clearTimeout(timer);
  }, [query]);
  return settled;
}

/** Milliseconds. */
const SETTLED_AFTER = 250;

/** What is listed without filters. */
function unfiltered({ packages }: SearchIndex): Listing {
  return new Listing(packages, {
    accepts: ({ hidden }) => !hidden,
    isPinned: () => false
  });
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

function spokenResult(hits: readonly IHit[], trans: TranslationBundle): string {
  return trans._n('%1 result', '%1 results', hits.length);
}
