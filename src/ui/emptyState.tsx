/** Says why there's nothing here, and what to do about it. */

import * as React from 'react';

/** What is said. */
export interface IEmptyStateProps {
  /** In short. */
  title: string;
  /** Why, and what to do. */
  children?: React.ReactNode;
  /** A button that does it. */
  action?: React.ReactNode;
}

/** An empty state. */
export function EmptyState({
  title,
  children,
  action
}: IEmptyStateProps): React.JSX.Element {
  return (
    <div className="hpclab-EmptyState">
      <p className="hpclab-EmptyState-title">{title}</p>
      {children && <p>{children}</p>}
      {action}
    </div>
  );
}
