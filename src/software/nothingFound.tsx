/** What to do when a search finds nothing: what was meant, what the filters hide, where else to look, whom to ask. */

import { Clipboard } from '@jupyterlab/apputils';
import * as React from 'react';

import type { Schemas } from '../api/client';
import { Button } from '../ui/button';
import { EmptyState } from '../ui/emptyState';
import { OutwardLink } from '../ui/outwardLink';
import { useTranslation } from '../ui/translation';
import { filledAddress, filledCommand } from './templates';

type Site = Schemas['SoftwareSite'];

/** What was searched for, and what might help. */
export interface INothingFoundProps {
  /** As it was typed; empty where the filters alone leave nothing. */
  query: string;
  /** Other searches that find something. */
  suggestions: readonly string[];
  /** How many packages would be found without the filters. */
  filteredOut: number;
  site: Site;
  /** The catalog has everything; else something may come yet. */
  isComplete: boolean;
  onSearch: (query: string) => void;
  onClearFilters: () => void;
}

/** The way on from a search without a hit. */
export function NothingFound({
  query,
  suggestions,
  filteredOut,
  site,
  isComplete,
  onSearch,
  onClearFilters
}: INothingFoundProps): React.JSX.Element {
  const trans = useTranslation();
  return (
    <div className="hpclab-NothingFound">
      <EmptyState
        title={
          query
            ? trans.__('Nothing found for “%1”.', query)
            : trans.__('The filters leave nothing.')
        }
        action={
          query && (
            <Button kind="outlined" onClick={() => onSearch('')}>
              {trans.__('Clear search')}
            </Button>
          )
        }
      >
        {!isComplete
          ? trans.__(
              'The catalog is not complete yet; look again once it has been built.'
            )
          : suggestions.length || filteredOut
            ? undefined
            : trans.__('Try fewer words, or a part of a name.')}
      </EmptyState>
      {filteredOut > 0 && (
        <Way
          title={trans._n(
            'Your filters hide %1 result',
            'Your filters hide %1 results',
            filteredOut
          )}
        >
          <li>
            <Button kind="outlined" onClick={onClearFilters}>
              {trans.__('Clear filters')}
            </Button>
          </li>
        </Way>
      )}
      {suggestions.length > 0 && (
        <Way title={trans.__('Did you mean')} isInline>
          {suggestions.map(other => (
            <li key={other}>
              <Button
                kind="outlined"
                name={trans.__('Search for %1', other)}
                onClick={() => onSearch(other)}
              >
                {other}
              </Button>
            </li>
          ))}
        </Way>
      )}
      {query && <Elsewhere query={query} site={site} />}
    </div>
  );
}

/** The site's other sources, and its support. */
function Elsewhere({
  query,
  site: { sources, request }
}: Pick<INothingFoundProps, 'query' | 'site'>): React.JSX.Element | null {
  const trans = useTranslation();
  const values = { name: query };
  const requestAddress = request ? filledAddress(request, values) : null;
  if (!sources.length && !requestAddress) {
    return null;
  }
  return (
    <Way title={trans.__('Not among the modules?')}>
      {sources.map(source => (
        <li key={source.title}>
          <Source source={source} query={query} />
        </li>
      ))}
      {requestAddress && (
        <li>
          <OutwardLink address={requestAddress}>
            {trans.__('Request %1', query)}
          </OutwardLink>
        </li>
      )}
    </Way>
  );
}

function Source({
  source: { title, url, command },
  query
}: {
  source: Schemas['SoftwareSource'];
  query: string;
}): React.JSX.Element {
  const trans = useTranslation();
  const address = url ? filledAddress(url, { name: query }) : null;
  const line = command ? filledCommand(command, { name: query }) : null;
  return (
    <>
      {address ? <OutwardLink address={address}>{title}</OutwardLink> : title}
      {line && (
        <span className="hpclab-NothingFound-command">
          <code>{line}</code>
          <Button
            name={trans.__('Copy %1', line)}
            onClick={() => Clipboard.copyToSystem(line)}
          >
            {trans.__('Copy')}
          </Button>
        </span>
      )}
    </>
  );
}

/** One way on, under its heading. */
function Way({
  title,
  isInline = false,
  children
}: {
  title: string;
  isInline?: boolean;
  children: React.ReactNode;
}): React.JSX.Element {
  const id = React.useId();
  return (
    <div className="hpclab-NothingFound-way">
      <p id={id}>{title}</p>
      <ul
        aria-labelledby={id}
        className={isInline ? 'hpclab-mod-inline' : undefined}
      >
        {children}
      </ul>
    </div>
  );
}
