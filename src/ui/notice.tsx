/** Something to know, said in place: an error with a tool's own words, a warning, a hint. */

import { closeIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

import { Button } from './button';
import { useTranslation } from './translation';

/** What a notice says. */
export interface INoticeProps {
  level: 'error' | 'warning' | 'info';
  /** What it is about, in bold, such as "Load GCC/12.3.0". */
  title?: string;
  /** The words, as text. */
  children: React.ReactNode;
  /** A tool's own words, folded away. */
  detail?: string | null;
  /** What the fold is called; "Details" by default. */
  detailLabel?: string;
  /** Shows a button that takes the notice away. */
  onDismiss?: () => void;
}

/** A notice; an error is announced at once, others when there's quiet. */
export function Notice({
  level,
  title,
  children,
  detail,
  detailLabel,
  onDismiss
}: INoticeProps): React.JSX.Element {
  const trans = useTranslation();
  return (
    <div
      className={`hpclab-Notice hpclab-Notice-${level}`}
      role={level === 'error' ? 'alert' : 'status'}
    >
      <div className="hpclab-Notice-body">
        <div className="hpclab-Notice-text">
          {title && <strong>{title}: </strong>}
          {children}
        </div>
        {detail && (
          <details className="hpclab-Notice-detail">
            <summary>{detailLabel ?? trans.__('Details')}</summary>
            <pre tabIndex={0}>{detail}</pre>
          </details>
        )}
      </div>
      {onDismiss && (
        <Button
          icon={closeIcon}
          name={trans.__('Dismiss')}
          onClick={onDismiss}
        />
      )}
    </div>
  );
}
