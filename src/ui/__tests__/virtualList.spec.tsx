/** A long list: few rows exist, all are counted, arrow keys reach them. */

import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import * as React from 'react';

import { VirtualList } from '../virtualList';

/** jsdom has no layout; the list needs a height to fill. */
beforeAll(() => {
  const sizes = { clientHeight: 300, clientWidth: 250, offsetHeight: 30 };
  for (const [name, value] of Object.entries(sizes)) {
    Object.defineProperty(HTMLElement.prototype, name, {
      configurable: true,
      value
    });
  }
});

const ROWS = Array.from({ length: 16_000 }, (_, index) => `row ${index}`);

function List({
  rows,
  topic
}: {
  rows: readonly string[];
  topic?: string;
}): React.JSX.Element {
  return (
    <VirtualList
      name="Rows"
      rows={rows}
      topic={topic}
      rowKey={row => row}
      estimateSize={() => 30}
      renderRow={(row, { tabIndex }) => (
        <button tabIndex={tabIndex}>{row}</button>
      )}
    />
  );
}

describe('VirtualList', () => {
  it('draws only what is seen, and says how long the list is', () => {
    render(<List rows={ROWS} />);
    const items = screen.getAllByRole('listitem');
    expect(items.length).toBeLessThan(40);
    expect(items[0]?.getAttribute('aria-setsize')).toBe('16000');
  });

  it('has one stop for Tab', () => {
    render(<List rows={ROWS} />);
    const stops = screen
      .getAllByRole('button')
      .filter(button => button.tabIndex === 0);
    expect(stops.map(({ textContent }) => textContent)).toEqual(['row 0']);
  });

  it('is walked through by keys', async () => {
    render(<List rows={ROWS} />);
    await userEvent.tab();
    await userEvent.keyboard('{ArrowDown}{ArrowDown}{ArrowUp}');
    expect(document.activeElement?.textContent).toBe('row 1');
    await userEvent.keyboard('{End}');
    expect(document.activeElement?.textContent).toBe('row 15999');
    await userEvent.keyboard('{Home}{ArrowUp}');
    expect(document.activeElement?.textContent).toBe('row 0');
  });

  it('hands the focus on when the focused row goes away', async () => {
    const { rerender } = render(<List rows={ROWS} />);
    await userEvent.tab();
    await userEvent.keyboard('{ArrowDown}');
    rerender(<List rows={ROWS.filter(row => row !== 'row 1')} />);
    expect(document.activeElement?.textContent).toBe('row 2');
  });

  it('stays with its row while others come and go before it', async () => {
    const { rerender } = render(<List rows={ROWS} />);
    await userEvent.tab();
    await userEvent.keyboard('{ArrowDown}{ArrowDown}');
    rerender(<List rows={ROWS.slice(2)} />);
    expect(document.activeElement?.textContent).toBe('row 2');
    await userEvent.keyboard('{ArrowDown}');
    expect(document.activeElement?.textContent).toBe('row 3');
  });

  it('begins anew with another topic', async () => {
    const { rerender } = render(<List rows={ROWS} topic="a" />);
    await userEvent.tab();
    await userEvent.keyboard('{ArrowDown}');
    rerender(<List rows={ROWS} topic="b" />);
    const [stop] = screen
      .getAllByRole('button')
      .filter(button => button.tabIndex === 0);
    expect(stop?.textContent).toBe('row 0');
  });

  it('leaves letters alone', async () => {
    render(<List rows={ROWS} />);
    await userEvent.tab();
    await userEvent.keyboard('row 7');
    expect(document.activeElement?.textContent).toBe('row 0');
  });
});
