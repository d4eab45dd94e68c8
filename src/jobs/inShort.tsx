/** My jobs in short, in the Session panel. */

import { CommandRegistry } from '@lumino/commands';
import * as React from 'react';

import { Button } from '../ui/button';
import { errorText } from '../ui/errorText';
import { Section } from '../ui/section';
import { Tag } from '../ui/tag';
import { formatMoment } from '../ui/time';
import { useTranslation } from '../ui/translation';
import { useSignals } from '../ui/useSignal';
import { OPEN_JOBS } from './commandIds';
import type { JobsModel } from './model';
import { IJobRow, ofQueue, rowsOf } from './rows';
import { statesText, timeText, toneOf } from './words';

/** More jobs than these are in the tab. */
const MOST = 4;

/** The section. */
export function JobsInShort({
  model,
  commands
}: {
  model: JobsModel;
  commands: CommandRegistry;
}): React.JSX.Element {
  const trans = useTranslation();
  // What the tab learns is shown here too, without asking for it.
  useSignals(model.mine.changed, model.inShort.changed);
  const value = youngest(model);
  const rows = rowsOf((value?.jobs ?? []).map(ofQueue), {
    search: '',
    states: new Set(),
    sort: null,
    open: new Set()
  });
  const { error } = model.inShort;
  return (
    <Section
      name={trans.__('My jobs')}
      count={value?.as_of ? String(rows.length) : undefined}
      actions={
        <Button onClick={() => void commands.execute(OPEN_JOBS)}>
          {trans.__('Open jobs')}
        </Button>
      }
    >
      <ul className="hpclab-JobsInShort">
        {rows.slice(0, MOST).map(row => (
          <Line key={row.key} row={row} now={value?.now ?? 0} />
        ))}
      </ul>
      <p className="hpclab-JobsInShort-note">
        {value?.reason ??
          (value?.as_of
            ? trans.__('As of %1', formatMoment(value.as_of, value.now, trans))
            : error
              ? errorText(error, trans)
              : trans.__('Asking Slurm…'))}
      </p>
    </Section>
  );
}

function Line({ row, now }: { row: IJobRow; now: number }): React.JSX.Element {
  const trans = useTranslation();
  return (
    <li>
      <span className="hpclab-JobsInShort-name" title={row.job.name}>
        {row.job.name || row.key}
      </span>
      <span className="hpclab-mod-secondary">{timeText(row, now, trans)}</span>
      <Tag tone={toneOf(row.job.state)}>{statesText(row, trans)}</Tag>
    </li>
  );
}

function youngest({ mine, inShort }: JobsModel): JobsModel['mine']['value'] {
  const isTab = (mine.receivedAt ?? 0) > (inShort.receivedAt ?? 0);
  return isTab ? mine.value : inShort.value;
}
