/** A link out of JupyterLab, into a tab of its own. */

import * as React from 'react';

/** Where it leads. */
export interface IOutwardLinkProps {
  /** Checked before: http, https or mailto. */
  address: string;
  tabIndex?: number;
  children: React.ReactNode;
}

/** The link. The page behind it learns nothing of this one. */
export function OutwardLink({
  address,
  tabIndex,
  children
}: IOutwardLinkProps): React.JSX.Element {
  return (
    <a
      className="hpclab-Link"
      href={address}
      target="_blank"
      rel="noopener noreferrer"
      tabIndex={tabIndex}
    >
      {children}
    </a>
  );
}
