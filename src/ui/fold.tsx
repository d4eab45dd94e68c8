/** A line that unfolds to more lines. */

import { caretDownIcon, caretRightIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

/** What a fold shows. */
export interface IFoldProps {
  /** The line. */
  label: React.ReactNode;
  /** What it unfolds to. */
  children: React.ReactNode;
  tabIndex?: number;
}

/** A fold, shut at first. */
export function Fold({
  label,
  children,
  tabIndex
}: IFoldProps): React.JSX.Element {
  const [isOpen, setOpen] = React.useState(false);
  return (
    <>
      <button
        type="button"
        className="hpclab-Fold"
        aria-expanded={isOpen}
        tabIndex={tabIndex}
        onClick={() => setOpen(!isOpen)}
      >
        <FoldCaret isOpen={isOpen} />
        {label}
      </button>
      {isOpen && children}
    </>
  );
}

/** The triangle before what unfolds. */
export function FoldCaret({ isOpen }: { isOpen: boolean }): React.JSX.Element {
  const icon = isOpen ? caretDownIcon : caretRightIcon;
  return <icon.react tag="span" className="hpclab-FoldCaret" />;
}
