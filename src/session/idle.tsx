/** Says calmly when the session would be ended because nobody uses it. */

import * as React from 'react';

import { formatDuration, formatMoment } from '../ui/time';
import { useTranslation } from '../ui/translation';
import { Session } from './model';

/** Nothing, until less than half of the time that a session may be unused is left. */
export function IdleNote({
  session
}: {
  session: Session;
}): React.JSX.Element | null {
  const trans = useTranslation();
  const { idle_limit: limit, idle_end: end, now } = session;
  if (!limit || !end || end - now >= limit / 2) {
    return null;
  }
  return (
    <p className="hpclab-Facts-note" role="status">
      {trans.__(
        'Sessions that nobody uses for %1 are ended here: this one %2. Running code, opening and saving files, and work in terminals and applications count as use; a page that nobody looks at doesn’t.',
        formatDuration(limit, trans),
        formatMoment(end, now, trans)
      )}
    </p>
  );
}
