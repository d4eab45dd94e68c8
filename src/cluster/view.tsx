/** The cluster at a glance, in the Session panel: what is free in each partition. */

import { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import type { Live } from '../api/live';
import type { Schemas } from '../api/client';
import { formatFigure } from '../ui/bytes';
import { errorText } from '../ui/errorText';
import { Section } from '../ui/section';
import { formatMoment } from '../ui/time';
import { useTranslation } from '../ui/translation';
import { useSignals } from '../ui/useSignal';
import type { ClusterInfo } from './model';

type Occupancy = Schemas['Occupancy'];

/** The section. */
export function ClusterSection({
  live
}: {
  live: Live<ClusterInfo>;
}): React.JSX.Element {
  const trans = useTranslation();
  useSignals(live.changed);
  const partitions = live.value?.partitions ?? [];
  return (
    <Section name={trans.__('Cluster')}>
      {partitions.length > 0 && <Partitions partitions={partitions} />}
      <p className="hpclab-Cluster-note">{noteOf(live, trans)}</p>
    </Section>
  );
}

function Partitions({
  partitions
}: {
  partitions: Occupancy[];
}): React.JSX.Element {
  const trans = useTranslation();
  const hasGpus = partitions.some(({ gpus }) => gpus.total > 0);
  return (
    <table
      className="hpclab-Cluster"
      aria-label={trans.__('What is free in each partition')}
    >
      <thead>
        <tr>
          <th scope="col">{trans.__('Partition')}</th>
          <th scope="col">{trans.__('Free nodes')}</th>
          <th scope="col">{trans.__('Free cores')}</th>
          {hasGpus && <th scope="col">{trans.__('Free GPUs')}</th>}
        </tr>
      </thead>
      <tbody>
        {partitions.map(({ partition, nodes, cores, gpus }) => (
          <tr key={partition}>
            <th scope="row">{partition}</th>
            <td>{shareText(nodes, trans)}</td>
            <td>{shareText(cores, trans)}</td>
            {hasGpus && <td>{shareText(gpus, trans)}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Such as "3 of 12"; "none" where there are none at all. */
function shareText(
  { free, total }: Schemas['Share'],
  trans: TranslationBundle
): string {
  return total
    ? trans.__('%1 of %2', formatFigure(free), formatFigure(total))
    : trans.__('none');
}

/** How old the figures are, or why there are none. */
function noteOf(
  { value, error }: Live<ClusterInfo>,
  trans: TranslationBundle
): string {
  const trouble = error ? errorText(error, trans) : null;
  if (typeof value?.as_of !== 'number') {
    return trouble ?? value?.reason ?? trans.__('Asking Slurm…');
  }
  const asOf = trans.__(
    'As of %1',
    formatMoment(value.as_of, value.now, trans)
  );
  const stale = trouble ?? value.stale;
  if (stale) {
    return `${stale} ${asOf}`;
  }
  return value.partitions?.length
    ? asOf
    : trans.__('Slurm shows you no partitions here.');
}
