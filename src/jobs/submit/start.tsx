/** When Slurm would start the job, or why it would refuse it. */

import * as React from 'react';

import { formatMoment } from '../../ui/time';
import { useTranslation } from '../../ui/translation';
import type { IStart } from './expected';

/** The line beside the buttons; it keeps its place, so that nothing jumps. */
export function Start(start: IStart): React.JSX.Element {
  return (
    <p className="hpclab-Submit-start" role="status">
      <Words {...start} />
    </p>
  );
}

/** So many seconds from now count as at once. */
const AT_ONCE = 60;

function Words({
  expected,
  refusal,
  isAsking
}: IStart): React.JSX.Element | null {
  const trans = useTranslation();
  if (refusal) {
    return <>{refusal}</>;
  }
  const start = expected?.start;
  if (typeof start === 'number') {
    const now = Date.now() / 1000;
    const partition = expected?.partition ?? '';
    return (
      <>
        {start - now < AT_ONCE
          ? trans.__('It would start at once in %1.', partition)
          : trans.__(
              'It would start %1 in %2.',
              formatMoment(start, now, trans),
              partition
            )}
      </>
    );
  }
  return isAsking ? <>{trans.__('Asking Slurm…')}</> : null;
}
