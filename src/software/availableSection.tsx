/** The list of all software, or of what was searched for. */

import * as React from 'react';

import { formatFigure } from '../ui/bytes';
import { Section } from '../ui/section';
import { useTranslation } from '../ui/translation';
import { IRowState, IVirtualList, VirtualList } from '../ui/virtualList';
import { AboutRow } from './aboutRow';
import { IRowContext, PackageRow } from './packageRow';
import { Row, rowKey, rowsOf } from './rows';
import { IHit, queryWords } from './search';
import { VersionRow } from './versionRow';

/** What the section lists. */
export interface IAvailableSectionProps {
  hits: readonly IHit[];
  query: string;
  /** Says why nothing is listed. */
  whenEmpty: () => React.JSX.Element;
  /** What rows need beside what they are about. */
  context: Omit<IRowContext, keyof IRowState | 'words'>;
  listRef: React.Ref<IVirtualList>;
  /** Opens the details of a package. */
  onDetails: (name: string) => void;
}

/** Nothing is unfolded. */
const NONE: ReadonlySet<string> = new Set();

/** Heights in pixels, until a row has been measured. */
function estimatedSize(
  row: Row,
  { look }: IAvailableSectionProps['context']
): number {
  switch (row.kind) {
    case 'package':
      return (look.showDescriptions ? 47 : 30) - (look.isCompact ? 4 : 0);
    case 'about':
      return 80;
    case 'version':
      return look.isCompact ? 26 : 30;
  }
}

/** The section. */
export function AvailableSection({
  hits,
  query,
  whenEmpty,
  context,
  listRef,
  onDetails
}: IAvailableSectionProps): React.JSX.Element {
  const trans = useTranslation();
  const words = React.useMemo(() => queryWords(query), [query]);
  const isSearch = words.length > 0;
  return (
    <Section
      name={trans.__('Available software')}
      heading={isSearch ? trans.__('Results') : undefined}
      count={formatFigure(hits.length)}
      grow
    >
      {hits.length ? (
        <HitList
          query={query}
          hits={hits}
          words={words}
          context={context}
          listRef={listRef}
          onDetails={onDetails}
        />
      ) : (
        whenEmpty()
      )}
    </Section>
  );
}

function HitList({
  hits,
  query,
  words,
  context,
  listRef,
  onDetails
}: Pick<
  IAvailableSectionProps,
  'hits' | 'query' | 'context' | 'listRef' | 'onDetails'
> & {
  words: readonly string[];
}): React.JSX.Element {
  const trans = useTranslation();
  const [unfolded, setUnfolded] = React.useState({ query, names: NONE });
  // What was found anew is folded.
  const open = unfolded.query === query ? unfolded.names : NONE;
  const rows = React.useMemo(() => rowsOf(hits, open), [hits, open]);
  const list = React.useRef<IVirtualList>(null);
  React.useImperativeHandle(listRef, () => ({
    focus: index => list.current?.focus(index)
  }));

  const toggle = (name: string): void => {
    const next = new Set(open);
    if (!next.delete(name)) {
      next.add(name);
    }
    setUnfolded({ query, names: next });
  };

  /** Arrows to the sides unfold and fold, as in a tree. */
  const onRowKeyDown = (row: Row, event: React.KeyboardEvent): void => {
    const name = row.hit.package.name;
    const isOpen = open.has(name);
    if (event.key === 'ArrowRight' && !isOpen) {
      event.preventDefault();
      toggle(name);
    } else if (event.key === 'ArrowLeft' && isOpen) {
      event.preventDefault();
      list.current?.focus(
        rows.findIndex(
          other => other.kind === 'package' && other.hit === row.hit
        )
      );
      toggle(name);
    }
  };

  return (
    <VirtualList
      name={trans.__('Software')}
      rows={rows}
      // What was found anew is shown from its beginning.
      topic={query}
      rowKey={rowKey}
      estimateSize={row => estimatedSize(row, context)}
      listRef={list}
      onRowKeyDown={onRowKeyDown}
      renderRow={(row, state) => (
        <AnyRow
          row={row}
          context={{ ...context, ...state, words }}
          onToggle={toggle}
          onDetails={onDetails}
        />
      )}
    />
  );
}

function AnyRow({
  row,
  context,
  onToggle,
  onDetails
}: Pick<IAvailableSectionProps, 'onDetails'> & {
  row: Row;
  context: IRowContext;
  onToggle: (name: string) => void;
}): React.JSX.Element {
  const item = row.hit.package;
  switch (row.kind) {
    case 'package':
      return (
        <PackageRow
          hit={row.hit}
          isOpen={row.isOpen}
          context={context}
          onToggle={() => onToggle(item.name)}
        />
      );
    case 'about':
      return (
        <AboutRow
          // What is unfolded in it belongs to this package alone.
          key={item.name}
          package={item}
          versions={row.hit.versions}
          context={context}
          onDetails={() => onDetails(item.name)}
        />
      );
    case 'version':
      return <VersionRow version={row.version} context={context} />;
  }
}
