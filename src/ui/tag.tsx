/** A short word about the thing beside it. */

import * as React from 'react';

/** What a tag says. */
export interface ITagProps {
  children: React.ReactNode;
  /** More about it, as a tooltip. */
  title?: string;
  tone?: 'neutral' | 'good' | 'warning';
}

/** A tag. */
export function Tag({
  children,
  title,
  tone = 'neutral'
}: ITagProps): React.JSX.Element {
  return (
    <span className={`hpclab-Tag hpclab-Tag-${tone}`} title={title}>
      {children}
    </span>
  );
}
