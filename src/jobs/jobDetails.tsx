/** A job's details beside the list: why it waits, where and with what it runs, what it used, and its output. */

import { TranslationBundle } from '@jupyterlab/translation';
import {
  closeIcon,
  folderIcon,
  refreshIcon,
  terminalIcon
} from '@jupyterlab/ui-components';
import { CommandRegistry } from '@lumino/commands';
import * as React from 'react';

import { Live } from '../api/live';
import { formatBytes, formatFigure } from '../ui/bytes';
import { Button } from '../ui/button';
import { errorText } from '../ui/errorText';
import { Fold } from '../ui/fold';
import { Notice } from '../ui/notice';
import { Tag } from '../ui/tag';
import { formatDuration } from '../ui/time';
import { useTranslation } from '../ui/translation';
import { useSignals } from '../ui/useSignal';
import {
  ACTION_COMMANDS,
  OPEN_FOLDER,
  OPEN_TERMINAL,
  SUBMIT_JOB
} from './commandIds';
import { EfficiencyView } from './efficiencyView';
import { JobOutput } from './jobOutput';
import type { Action, JobInfo, JobsModel } from './model';
import { OpenNotebookButton } from './notebook/openButton';
import { IJobRow, wholeOf } from './rows';
import {
  isOver,
  isRunning,
  isWaiting,
  momentText,
  stateText,
  toneOf
} from './words';

/** Whose details. */
export interface IJobDetailsProps {
  model: JobsModel;
  commands: CommandRegistry;
  /** A row's key. */
  job: string;
  /** As the list had it last; null where it never had: it has just ended, and accounting doesn't know it yet. */
  row: IJobRow | null;
  isListed: boolean;
  onClose: () => void;
}

/** The pane. */
export function JobDetails({
  model,
  commands,
  job,
  row,
  isListed,
  onClose
}: IJobDetailsProps): React.JSX.Element {
  const trans = useTranslation();
  const id = row?.job.id ?? job;
  const state = row?.job.state;
  const [details, setDetails] = React.useState<Live<JobInfo> | null>(null);
  React.useEffect(() => {
    const live = model.details(id);
    setDetails(live);
    return () => live.dispose();
  }, [model, id]);
  React.useEffect(() => {
    // Asked once, and again when the queue says that its state has changed, or that it is gone.
    if (details && !details.isDisposed) {
      void details.refresh();
    }
  }, [details, state, isListed]);
  const name = trans.__('Details of job %1', job);
  return (
    <aside className="hpclab-JobDetails" aria-label={name}>
      <div className="hpclab-JobDetails-header">
        <h2>
          {details ? (
            <Name job={job} row={row} details={details} />
          ) : (
            row?.job.name || job
          )}
        </h2>
        <Button
          icon={refreshIcon}
          name={trans.__('Refresh details')}
          onClick={() => void details?.refresh()}
        />
        <Button
          icon={closeIcon}
          name={trans.__('Close details')}
          onClick={onClose}
        />
      </div>
      {details && (
        <Known
          model={model}
          commands={commands}
          job={job}
          row={row}
          details={details}
        />
      )}
    </aside>
  );
}

/** Whether what Slurm says is of the job that is shown, not of one part of an array that no list has. */
function isWhole(info: JobInfo, job: string, row: IJobRow | null): boolean {
  return row !== null || wholeOf(info.job_id) !== job;
}

/** The job's name; its number until that is known. */
function Name({
  job,
  row,
  details
}: Pick<IJobDetailsProps, 'job' | 'row'> & {
  details: Live<JobInfo>;
}): React.JSX.Element {
  useSignals(details.changed);
  const name = row?.job.name ?? details.value?.name;
  return <span title={name}>{name || job}</span>;
}

function Known({
  model,
  commands,
  job,
  row,
  details
}: Omit<IJobDetailsProps, 'onClose' | 'isListed'> & {
  details: Live<JobInfo>;
}): React.JSX.Element {
  const trans = useTranslation();
  useSignals(details.changed);
  const { value, error } = details;
  return (
    <>
      {error && (
        <Notice level="error" detail={error.detail}>
          {errorText(error, trans)}
        </Notice>
      )}
      {!value && !error && (
        <p className="hpclab-mod-secondary">{trans.__('Asking Slurm…')}</p>
      )}
      {value && (
        <>
          <p className="hpclab-JobDetails-line">
            <Tag tone={toneOf(value.state)}>
              {stateText(value.state, trans)}
            </Tag>
            <span>{trans.__('job %1', job)}</span>
            {!value.is_mine && <span>{value.user}</span>}
          </p>
          {value.why && (
            <Notice level="info" title={trans.__('Why it waits')}>
              {value.why} {value.next_step}
            </Notice>
          )}
          {value.is_mine && isWhole(value, job, row) && (
            <Actions model={model} job={value} id={job} commands={commands} />
          )}
          <Facts job={value} />
          {row?.job.past && <EfficiencyView job={row.job.past} />}
          <Output
            model={model}
            job={value}
            isWhole={isWhole(value, job, row) && (row?.parts?.length ?? 1) < 2}
          />
          <Record job={value} />
        </>
      )}
    </>
  );
}

function Actions({
  model,
  job,
  id,
  commands
}: {
  model: JobsModel;
  job: JobInfo;
  id: string;
  commands: CommandRegistry;
}): React.JSX.Element {
  const trans = useTranslation();
  const run = (command: string, args: { [name: string]: string | string[] }) =>
    void commands.execute(command, args);
  const act = (action: Action): void =>
    run(ACTION_COMMANDS[action], { jobs: [id] });
  const isHeld = /Held/.test(job.reason ?? '');
  const { folder, browser_path: path } = job;
  return (
    <div className="hpclab-JobDetails-actions">
      {!isWaiting(job.state) && (
        <OpenNotebookButton
          commands={commands}
          job={id}
          find={model.hasNotebook}
        />
      )}
      {!isOver(job.state) && (
        <Button kind="outlined" onClick={() => act('cancel')}>
          {trans.__('Cancel job…')}
        </Button>
      )}
      {isWaiting(job.state) &&
        (isHeld ? (
          <Button onClick={() => act('release')}>{trans.__('Release')}</Button>
        ) : (
          <Button onClick={() => act('hold')}>{trans.__('Hold')}</Button>
        ))}
      {isRunning(job.state) && (
        <Button onClick={() => act('requeue')}>{trans.__('Requeue…')}</Button>
      )}
      {typeof path === 'string' && (
        <Button icon={folderIcon} onClick={() => run(OPEN_FOLDER, { path })}>
          {trans.__('Open folder')}
        </Button>
      )}
      {folder && (
        <Button
          icon={terminalIcon}
          onClick={() => run(OPEN_TERMINAL, { path: folder })}
        >
          {trans.__('Open terminal there')}
        </Button>
      )}
      {commands.hasCommand(SUBMIT_JOB) && (
        <Button
          onClick={() =>
            run(SUBMIT_JOB, { again: id, ...(folder && { folder }) })
          }
        >
          {trans.__('Submit again with changes…')}
        </Button>
      )}
    </div>
  );
}

function Facts({ job }: { job: JobInfo }): React.JSX.Element {
  const trans = useTranslation();
  return (
    <dl className="hpclab-JobFacts">
      {factsOf(job, trans).map(([name, text]) => (
        <React.Fragment key={name}>
          <dt>{name}</dt>
          <dd>{text}</dd>
        </React.Fragment>
      ))}
    </dl>
  );
}

/** What is worth knowing at a glance; what isn't known is left out. */
function factsOf(job: JobInfo, trans: TranslationBundle): [string, string][] {
  const now = Date.now() / 1000;
  const waits = isWaiting(job.state);
  const figure = (value?: number | null): string =>
    typeof value === 'number' ? formatFigure(value) : '';
  const facts: [string, string][] = [
    [trans.__('Account'), job.account ?? ''],
    [trans.__('Partition'), job.partition ?? ''],
    [trans.__('QOS'), job.qos ?? ''],
    [trans.__('Nodes'), job.nodes ?? ''],
    [trans.__('Cores'), figure(job.cpus)],
    [
      trans.__('Memory'),
      typeof job.memory === 'number' ? formatBytes(job.memory, trans) : ''
    ],
    [trans.__('GPUs'), figure(job.gpus)],
    [
      trans.__('Time limit'),
      typeof job.limit === 'number'
        ? formatDuration(job.limit, trans)
        : trans.__('no limit')
    ],
    [trans.__('Submitted'), momentText(job.submitted, now, trans)],
    [
      waits ? trans.__('Expected start') : trans.__('Start'),
      momentText(job.start, now, trans)
    ],
    [
      isOver(job.state) ? trans.__('End') : trans.__('Ends at the latest'),
      waits ? '' : momentText(job.end, now, trans)
    ],
    [trans.__('Exit status'), exitText(job, trans)],
    [trans.__('Depends on'), job.dependency ?? ''],
    [trans.__('Folder'), job.folder ?? ''],
    [trans.__('Script'), job.command ?? '']
  ];
  return facts.filter(([, text]) => text);
}

function exitText(job: JobInfo, trans: TranslationBundle): string {
  if (typeof job.exit_code !== 'number') {
    return '';
  }
  return job.signal
    ? trans.__('%1, ended by signal %2', job.exit_code, job.signal)
    : String(job.exit_code);
}

function Output({
  model,
  job,
  isWhole
}: {
  model: JobsModel;
  job: JobInfo;
  isWhole: boolean;
}): React.JSX.Element | null {
  const trans = useTranslation();
  if (!job.is_mine) {
    return (
      <p className="hpclab-mod-secondary">
        {trans.__(
          'This job is somebody else’s: only they can change it and read its output.'
        )}
      </p>
    );
  }
  if (!isWhole) {
    return (
      <p className="hpclab-mod-secondary">
        {trans.__('Each of its parts has an output of its own: unfold it.')}
      </p>
    );
  }
  if (isWaiting(job.state)) {
    return null;
  }
  return <JobOutput model={model} job={job} />;
}

/** Slurm's own words. */
function Record({ job }: { job: JobInfo }): React.JSX.Element | null {
  const trans = useTranslation();
  const fields = Object.entries(job.record ?? {});
  if (!fields.length) {
    return null;
  }
  return (
    <div>
      <Fold label={trans.__('All that Slurm says of it')}>
        <pre className="hpclab-JobDetails-record" tabIndex={0}>
          {fields.map(([name, value]) => `${name}=${value}`).join('\n')}
        </pre>
      </Fold>
    </div>
  );
}
