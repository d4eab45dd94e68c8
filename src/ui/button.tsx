/** A small button, for dense panels. */

import { LabIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

/** What a button shows and does. */
export interface IButtonProps {
  /** What stands on it. */
  children?: React.ReactNode;
  /** Its accessible name, where what stands on it doesn't say enough. */
  name?: string;
  /** Its tooltip; the accessible name by default. */
  hint?: string;
  /** An icon before the text, or alone. */
  icon?: LabIcon;
  /** How much it calls for attention. */
  kind?: 'plain' | 'outlined' | 'primary';
  /** It works right now: it says so, and takes no further clicks, but keeps the focus. */
  busy?: boolean;
  /** It takes no clicks, but keeps the focus: what was just used up shall not lose it. */
  disabled?: boolean;
  opensMenu?: boolean;
  /** Whether what it unfolds is unfolded; left out where it unfolds nothing. */
  expanded?: boolean;
  tabIndex?: number;
  buttonRef?: React.Ref<HTMLButtonElement>;
  /** The pointer comes or goes. */
  onPoint?: (isOver: boolean) => void;
  onClick: (event: React.MouseEvent<HTMLButtonElement>) => void;
}

/** A button in JupyterLab's colours. */
export function Button({
  children,
  name,
  hint,
  icon,
  kind = 'plain',
  busy = false,
  disabled = false,
  opensMenu = false,
  expanded,
  tabIndex,
  buttonRef,
  onPoint,
  onClick
}: IButtonProps): React.JSX.Element {
  return (
    <button
      ref={buttonRef}
      type="button"
      className={`hpclab-Button hpclab-Button-${kind}`}
      aria-label={name}
      title={hint ?? name}
      aria-haspopup={opensMenu ? 'menu' : undefined}
      aria-expanded={expanded}
      aria-busy={busy || undefined}
      aria-disabled={busy || disabled || undefined}
      tabIndex={tabIndex}
      onPointerEnter={onPoint && (() => onPoint(true))}
      onPointerLeave={onPoint && (() => onPoint(false))}
      onClick={event => {
        if (!busy && !disabled) {
          onClick(event);
        }
      }}
    >
      {icon && <icon.react tag="span" width="14px" height="14px" />}
      {children}
    </button>
  );
}
