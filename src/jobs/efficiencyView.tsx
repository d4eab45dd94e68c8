/** What a job used beside what it had asked for, with a hint for next time. */

import * as React from 'react';

import { formatBytes, formatFigure, formatShare } from '../ui/bytes';
import { Meter } from '../ui/meter';
import { formatDuration } from '../ui/time';
import { useTranslation } from '../ui/translation';
import { efficiencyOf, hintsFor } from './efficiency';
import type { PastJob } from './model';
import { spanText } from './words';

/** Meters of CPU, memory and time. */
export function EfficiencyView({
  job
}: {
  job: PastJob;
}): React.JSX.Element | null {
  const trans = useTranslation();
  if (job.start === null) {
    return null;
  }
  const { cpu, memory, time } = efficiencyOf(job);
  const hints = hintsFor(job, trans);
  const unknown = trans.__('not measured');
  return (
    <section
      className="hpclab-JobEfficiency"
      aria-label={trans.__('Used of what was asked for')}
    >
      <h3>{trans.__('Used of what was asked for')}</h3>
      <Meter
        label={trans.__('CPU')}
        share={cpu}
        text={
          cpu === null || job.cpus === null
            ? unknown
            : trans.__(
                '%1 of %2 cores',
                formatFigure(cpu * job.cpus),
                formatFigure(job.cpus)
              )
        }
      />
      <Meter
        label={trans.__('Memory')}
        share={memory}
        level={job.state === 'OUT_OF_MEMORY' ? 'error' : 'ok'}
        text={
          job.peak_memory === null
            ? job.memory === null
              ? unknown
              : trans.__('? of %1', formatBytes(job.memory, trans))
            : formatShare(job.peak_memory, job.memory, trans)
        }
      />
      <Meter
        label={trans.__('Time')}
        share={time}
        level={job.state === 'TIMEOUT' ? 'error' : 'ok'}
        text={
          job.limit === null
            ? spanText(job.elapsed, trans)
            : trans.__(
                '%1 of %2',
                spanText(job.elapsed, trans),
                formatDuration(job.limit, trans)
              )
        }
      />
      {hints.map(hint => (
        <p key={hint} className="hpclab-JobEfficiency-hint">
          {hint}
        </p>
      ))}
    </section>
  );
}
