/** A long list of which only the visible rows exist, and through which arrow keys walk. */

import {
  defaultRangeExtractor,
  Range,
  useVirtualizer
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
  rowKey,
  estimateSize,
  renderRow,
  onRowKeyDown,
  listRef
}: IVirtualListProps<T>): React.JSX.Element {
  const scroller = React.useRef<HTMLDivElement>(null);
  const [wanted, setWanted] = React.useState(0);
  const focusPending = React.useRef(false);
  const active = Math.max(0, Math.min(wanted, rows.length - 1));

  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: index => estimateSize(rows[index]!),
    getItemKey: index => rowKey(rows[index]!),
    overscan: 8,
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

function focusTarget(row: HTMLElement): HTMLElement {
  return row.querySelector<HTMLElement>('button, a') ?? row;
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
