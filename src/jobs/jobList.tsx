/** The list of jobs: headings that sort, and rows of which only the visible ones exist. */

import * as React from 'react';

import { FoldCaret } from '../ui/fold';
import { Tag } from '../ui/tag';
import { useTranslation } from '../ui/translation';
import { IRowState, IVirtualList, VirtualList } from '../ui/virtualList';
import { IColumn } from './columns';
import { IJobRow, isHeterogeneous, ISort, tasksOf } from './rows';
import { toneOf } from './words';

/** A row's height in pixels. */
const ROW_HEIGHT = 30;

/** What the list shows. */
export interface IJobListProps {
  rows: readonly IJobRow[];
  columns: readonly IColumn[];
  /** The server's clock at the answer, Unix seconds. */
  now: number;
  sort: ISort | null;
  selected: ReadonlySet<string>;
  /** The row whose details are shown. */
  shown: string | null;
  /** Whether something can be done to a row's job; null where nothing can be done to any. */
  isSelectable: ((row: IJobRow) => boolean) | null;
  onSort: (column: IColumn | null) => void;
  onSelect: (key: string, isSelected: boolean) => void;
  onSelectAll: (isSelected: boolean) => void;
  onFold: (key: string) => void;
  onShow: (row: IJobRow) => void;
}

/** The list. */
export function JobList(props: IJobListProps): React.JSX.Element {
  const { rows, columns, now, onFold } = props;
  const trans = useTranslation();
  const list = React.useRef<IVirtualList>(null);
  const widths = columns.map(({ width }) => `${width}px`).join(' ');
  const style = {
    '--hpclab-jobs-columns': `${props.isSelectable ? '24px ' : ''}minmax(120px, 1fr) ${widths}`
  } as React.CSSProperties;

  /** Arrows to the sides unfold and fold, as in a tree. */
  const onRowKeyDown = (row: IJobRow, event: React.KeyboardEvent): void => {
    const opens = event.key === 'ArrowRight' && row.parts && !row.isOpen;
    const closes = event.key === 'ArrowLeft' && row.isOpen;
    if (opens || closes) {
      event.preventDefault();
      onFold(row.key);
    }
  };

  return (
    <div className="hpclab-JobList" style={style}>
      <Headings {...props} />
      <VirtualList
        name={trans.__('Jobs')}
        rows={rows}
        rowKey={({ key, isPart }) => (isPart ? `part ${key}` : key)}
        estimateSize={() => ROW_HEIGHT}
        listRef={list}
        onRowKeyDown={onRowKeyDown}
        renderRow={(row, state) => (
          <JobRow
            {...props}
            {...state}
            row={row}
            now={now}
            isChosen={props.selected.has(row.key)}
          />
        )}
      />
    </div>
  );
}

function Headings({
  rows,
  columns,
  sort,
  selected,
  isSelectable,
  onSort,
  onSelectAll
}: IJobListProps): React.JSX.Element {
  const trans = useTranslation();
  const selectable = rows.filter(row => !row.isPart && isSelectable?.(row));
  const isAll =
    selectable.length > 0 && selectable.every(({ key }) => selected.has(key));
  const arrow = (isSorted: boolean): string =>
    isSorted ? (sort?.descending ? ' ↓' : ' ↑') : '';
  return (
    <div className="hpclab-JobList-headings">
      {isSelectable && (
        <input
          type="checkbox"
          aria-label={trans.__('Select all jobs')}
          checked={isAll}
          disabled={!selectable.length}
          onChange={({ currentTarget }) => onSelectAll(currentTarget.checked)}
        />
      )}
      <button
        type="button"
        className="hpclab-JobList-heading"
        title={trans.__('In Slurm’s order')}
        onClick={() => onSort(null)}
      >
        {trans.__('Name')}
      </button>
      {columns.map(column => {
        const isSorted = sort?.column === column.key;
        return (
          <button
            key={column.key}
            type="button"
            className={`hpclab-JobList-heading${column.isFigure ? ' hpclab-mod-figure' : ''}`}
            title={trans.__('Sort by %1', column.heading)}
            aria-pressed={isSorted}
            onClick={() => onSort(column)}
          >
            {column.heading}
            {arrow(isSorted)}
          </button>
        );
      })}
    </div>
  );
}

/** A row; while the list is scrolled, those that stay are not drawn again. */
const JobRow = React.memo(function JobRow({
  row,
  columns,
  now,
  shown,
  isChosen,
  isSelectable,
  tabIndex,
  onSelect,
  onFold,
  onShow
}: IJobListProps &
  IRowState & { row: IJobRow; isChosen: boolean }): React.JSX.Element {
  const trans = useTranslation();
  const { job, key, parts } = row;
  const tasks = tasksOf(row);
  return (
    <div
      className={`hpclab-JobRow${row.isPart ? ' hpclab-mod-part' : ''}`}
      aria-current={shown === key || undefined}
      onClick={() => onShow(row)}
    >
      {isSelectable && (
        <input
          type="checkbox"
          aria-label={trans.__('Select job %1', key)}
          tabIndex={tabIndex}
          checked={isChosen}
          disabled={!isSelectable(row)}
          onClick={event => event.stopPropagation()}
          onChange={({ currentTarget }) => onSelect(key, currentTarget.checked)}
        />
      )}
      <span className="hpclab-JobRow-name">
        <button
          type="button"
          tabIndex={tabIndex}
          title={job.name}
          aria-expanded={parts ? row.isOpen : undefined}
          onClick={event => {
            event.stopPropagation();
            onShow(row);
          }}
        >
          {job.name || key}
        </button>
        {parts && (
          <button
            type="button"
            className="hpclab-JobRow-caret"
            tabIndex={-1}
            aria-label={
              row.isOpen
                ? trans.__('Fold job %1', key)
                : trans.__('Unfold job %1', key)
            }
            onClick={event => {
              event.stopPropagation();
              onFold(key);
            }}
          >
            <FoldCaret isOpen={row.isOpen} />
          </button>
        )}
        {tasks > 1 && (
          <Tag>
            {isHeterogeneous(row)
              ? trans.__('%1 components', tasks)
              : trans.__('%1 tasks', tasks)}
          </Tag>
        )}
      </span>
      {columns.map(column => {
        const text = column.text(row, now);
        return (
          <span
            key={column.key}
            className={`hpclab-JobRow-cell${column.isFigure ? ' hpclab-mod-figure' : ''}`}
            title={text}
          >
            {column.key === 'state' ? (
              <Tag tone={toneOf(job.state)}>{text}</Tag>
            ) : (
              text
            )}
          </span>
        );
      })}
    </div>
  );
});
