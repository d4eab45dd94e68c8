/** A long list of which only the visible rows exist, and through which arrow keys walk. */

import {
  defaultRangeExtractor,
  measureElement,
  Range,
  useVirtualizer,
  Virtualizer
} from '@tanstack/react-virtual';
import * as React from 'react';

import { useFocusRescue } from './useFocusRescue';

/** What a row is told when it is drawn. */
export interface IRowState {
  /** The row that Tab comes to; the buttons of others are left out of the tab order. */
  isActive: boolean;
  tabIndex: 0 | -1;
}

/** A list of rows. */
export interface IVirtualListProps<T> {
  /** The list's accessible name. */
  name: string;
  rows: readonly T[];
  /** What the list is about: where that changes, it is shown from its beginning. */
  topic?: string;
  /** Names a row, the same one each time. */
  rowKey: (row: T) => string;
  /** A row's height in pixels, before it has been measured. */
  estimateSize: (row: T) => number;
  /** Draws a row; its first button or link gets the focus, or else the row itself. */
  renderRow: (row: T, state: IRowState) => React.ReactNode;
  /** Keys that the list doesn't use itself. */
  onRowKeyDown?: (row: T, event: React.KeyboardEvent) => void;
  /** Lets the owner move the focus into the list. */
  listRef?: React.Ref<IVirtualList>;
}

/** What the owner may do with a list. */
export interface IVirtualList {
  /** Focus a row, the active one by default. */
  focus(index?: number): void;
}

const STEP: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: 10,
  PageUp: -10,
  Home: -Infinity,
  End: Infinity
};

/** A virtual list with roving focus. */
export function VirtualList<T>({
  name,
  rows,
  topic,
  rowKey,
  estimateSize,
  renderRow,
  onRowKeyDown,
  listRef
}: IVirtualListProps<T>): React.JSX.Element {
  const scroller = React.useRef<HTMLDivElement>(null);
  const [active, setWanted] = useActiveRow(rows, rowKey, topic);
  const focusPending = React.useRef(false);

  // A new function for each drawing would have every row's place worked out anew at each step of scrolling.
  const getItemKey = React.useCallback(
    (index: number) => rowKey(rows[index]!),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- a row's key doesn't depend on the drawing
    [rows]
  );
  const virtualizer = useVirtualizer<HTMLDivElement, HTMLDivElement>({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: index => estimateSize(rows[index]!),
    getItemKey,
    overscan: 4,
    measureElement: sizeOf,
    // The active row stays, or the focus would be lost when it scrolls out of sight.
    rangeExtractor: (range: Range) => withIndex(range, active)
  });

  const focus = (index: number): void => {
    const target = Math.max(0, Math.min(index, rows.length - 1));
    if (!rows.length) {
      return;
    }
    focusPending.current = true;
    virtualizer.scrollToIndex(target);
    if (target === active) {
      focusActive();
    } else {
      // The row may not be there yet: it takes the focus once it is drawn.
      setWanted(target);
    }
  };

  React.useLayoutEffect(() => {
    // Asking the element itself where it is would cost a layout for each key.
    if ((virtualizer.scrollOffset ?? 0) > 0) {
      scroller.current?.scrollTo({ top: 0 });
    }
  }, [topic, virtualizer]);

  const activeRow = (): HTMLElement | null =>
    scroller.current?.querySelector('[data-active="true"]') ?? null;

  const focusActive = (): void => {
    const row = activeRow();
    if (focusPending.current && row) {
      focusPending.current = false;
      focusTarget(row).focus({ preventScroll: true });
    }
  };

  React.useLayoutEffect(focusActive);
  useFocusRescue(scroller, () => {
    const row = activeRow();
    return row && focusTarget(row);
  });
  React.useImperativeHandle(listRef, () => ({
    focus: (index = active) => focus(index)
  }));

  const onKeyDown = (event: React.KeyboardEvent): void => {
    const step = STEP[event.key];
    const row = rows[active];
    if (step !== undefined) {
      event.preventDefault();
      focus(active + step);
    } else if (row !== undefined) {
      onRowKeyDown?.(row, event);
    }
  };

  return (
    <div className="hpclab-VirtualList" ref={scroller}>
      <div
        role="list"
        aria-label={name}
        className="hpclab-VirtualList-rows"
        style={{ height: virtualizer.getTotalSize() }}
        onKeyDown={onKeyDown}
      >
        {virtualizer.getVirtualItems().map(item => {
          const isActive = item.index === active;
          return (
            <div
              key={item.key}
              ref={virtualizer.measureElement}
              role="listitem"
              className="hpclab-VirtualList-row"
              data-index={item.index}
              data-active={isActive}
              aria-setsize={rows.length}
              aria-posinset={item.index + 1}
              tabIndex={-1}
              style={{ transform: `translateY(${item.start}px)` }}
              onFocus={() => setWanted(item.index)}
            >
              {renderRow(rows[item.index]!, {
                isActive,
                tabIndex: isActive ? 0 : -1
              })}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/**
 * Which row Tab comes to: it stays the same one while others come and go before it.
 *
 * @returns Its place now, and how to choose another.
 */
function useActiveRow<T>(
  rows: readonly T[],
  rowKey: (row: T) => string,
  topic: string | undefined
): [number, (index: number) => void] {
  const [wanted, setWanted] = React.useState({ topic, index: 0, key: '' });
  const active = React.useMemo(() => {
    if (wanted.topic !== topic) {
      return 0;
    }
    const place = Math.max(0, Math.min(wanted.index, rows.length - 1));
    const isThere = rows[place] && rowKey(rows[place]) === wanted.key;
    const moved =
      isThere || !wanted.key
        ? place
        : rows.findIndex(row => rowKey(row) === wanted.key);
    return moved < 0 ? place : moved;
    // eslint-disable-next-line react-hooks/exhaustive-deps -- a row's key doesn't depend on the drawing
  }, [rows, wanted, topic]);
  const choose = (index: number): void => {
    const row = rows[index];
    setWanted({ topic, index, key: row === undefined ? '' : rowKey(row) });
  };
  return [active, choose];
}

function focusTarget(row: HTMLElement): HTMLElement {
  return row.querySelector<HTMLElement>('button, a') ?? row;
}

/**
 * A row's height: what the browser says of it after its layout, until then what is known or estimated.
 *
 * Measuring it at once would cost a layout for each drawing.
 */
function sizeOf(
  element: HTMLDivElement,
  entry: ResizeObserverEntry | undefined,
  list: Virtualizer<HTMLDivElement, HTMLDivElement>
): number {
  const known = list.measurementsCache[list.indexFromElement(element)]?.size;
  return entry || known === undefined
    ? measureElement(element, entry, list)
    : known;
}

/** The visible indices, and one more. */
function withIndex(range: Range, index: number): number[] {
  const indices = defaultRangeExtractor(range);
  if (index < range.count && !indices.includes(index)) {
    indices.push(index);
    indices.sort((a, b) => a - b);
  }
  return indices;
}
