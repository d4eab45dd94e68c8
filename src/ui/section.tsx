/** A part of a panel under a heading, with a count and actions. */

import * as React from 'react';

/** What a section holds. */
export interface ISectionProps {
  /** Its accessible name. */
  name: string;
  /** The heading, where it differs from the name. */
  heading?: string;
  /** How many things it holds, already formatted. */
  count?: string;
  /** Buttons beside the heading. */
  actions?: React.ReactNode;
  /** Takes the room that is left, so that what it holds scrolls. */
  grow?: boolean;
  children: React.ReactNode;
}

/** A section, which is a region of its own to a screen reader. */
export function Section({
  name,
  heading,
  count,
  actions,
  grow = false,
  children
}: ISectionProps): React.JSX.Element {
  return (
    <section
      className={`hpclab-Section${grow ? ' hpclab-mod-grow' : ''}`}
      aria-label={name}
    >
      <div className="hpclab-Section-header">
        <h2 className="hpclab-Section-heading">
          {heading ?? name}
          {count !== undefined && (
            <span className="hpclab-Section-count"> · {count}</span>
          )}
        </h2>
        {actions && <div className="hpclab-Section-actions">{actions}</div>}
      </div>
      {children}
    </section>
  );
}
