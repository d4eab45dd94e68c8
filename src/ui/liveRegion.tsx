/** Tells a screen reader what has changed elsewhere on the page. */

import * as React from 'react';

/** A polite live region, for screen readers only. */
export function LiveRegion({ text }: { text: string }): React.JSX.Element {
  return (
    <div className="hpclab-mod-spoken" role="status" aria-live="polite">
      {text}
    </div>
  );
}
