/** The dialog in which people choose the columns. */

import { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import { tell } from '../ui/dialog';
import type { ColumnKey, IColumn } from './columns';

/** Let a person choose; each click counts at once. */
export function chooseColumns(
  columns: readonly IColumn[],
  shown: readonly ColumnKey[],
  onChange: (shown: ColumnKey[]) => void,
  trans: TranslationBundle
): Promise<void> {
  return tell({
    title: trans.__('Columns'),
    draw: () => (
      <ColumnChoice columns={columns} shown={shown} onChange={onChange} />
    ),
    trans
  });
}

function ColumnChoice({
  columns,
  shown: first,
  onChange
}: {
  columns: readonly IColumn[];
  shown: readonly ColumnKey[];
  onChange: (shown: ColumnKey[]) => void;
}): React.JSX.Element {
  const [shown, setShown] = React.useState(first);
  const toggle = (key: ColumnKey, isShown: boolean): void => {
    const rest = shown.filter(other => other !== key);
    const next = isShown ? [...rest, key] : rest;
    setShown(next);
    onChange(next);
  };
  return (
    <>
      {columns.map(({ key, heading }) => (
        <label key={key} className="hpclab-Check">
          <input
            type="checkbox"
            checked={shown.includes(key)}
            onChange={({ currentTarget }) => toggle(key, currentTarget.checked)}
          />
          {heading}
        </label>
      ))}
    </>
  );
}
