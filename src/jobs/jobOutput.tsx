/** What a job writes, followed while it is seen: its end, what is added, and on request what stands before. */

import { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import { formatBytes } from '../ui/bytes';
import { Button } from '../ui/button';
import { Choices } from '../ui/choices';
import { EmptyState } from '../ui/emptyState';
import { errorText } from '../ui/errorText';
import { Notice } from '../ui/notice';
import { PlainText } from '../ui/plainText';
import { useTranslation } from '../ui/translation';
import { useSignals } from '../ui/useSignal';
import type { JobInfo, JobsModel } from './model';
import type { IOutput, OutputModel, Stream } from './outputModel';
import { isOver } from './words';

/** Seconds between two looks at the file, of a job that goes on and of one that is over. */
const PACE = { live: 3, over: 60 };

/** Whose output. */
export interface IJobOutputProps {
  model: JobsModel;
  job: JobInfo;
}

/** The output, with a choice of the stream where there are two. */
export function JobOutput({ model, job }: IJobOutputProps): React.JSX.Element {
  const trans = useTranslation();
  const [stream, setStream] = React.useState<Stream>('stdout');
  const hasTwo = job.stderr !== job.stdout;
  return (
    <section className="hpclab-JobOutput" aria-label={trans.__('Output')}>
      <div className="hpclab-JobDetails-header">
        <h3>{trans.__('Output')}</h3>
        {hasTwo && (
          <Choices
            name={trans.__('Stream')}
            value={stream}
            onChange={setStream}
            choices={[
              { value: 'stdout', label: trans.__('Output') },
              { value: 'stderr', label: trans.__('Errors') }
            ]}
          />
        )}
      </div>
      <Following
        key={`${job.job_id} ${stream}`}
        model={model}
        job={job}
        stream={stream}
      />
    </section>
  );
}

function Following({
  model,
  job,
  stream
}: IJobOutputProps & { stream: Stream }): React.JSX.Element | null {
  const [output, setOutput] = React.useState<OutputModel | null>(null);
  const every = isOver(job.state) ? PACE.over : PACE.live;
  React.useEffect(() => {
    const created = model.output(job.job_id, stream);
    setOutput(created);
    return () => created.dispose();
  }, [model, job.job_id, stream]);
  React.useEffect(() => {
    const watching = output?.isDisposed
      ? null
      : output?.output.watch({ every });
    return () => watching?.dispose();
  }, [output, every]);
  return output && <Shown output={output} />;
}

function Shown({ output }: { output: OutputModel }): React.JSX.Element {
  const trans = useTranslation();
  useSignals(output.output.changed);
  const { value, error } = output.output;
  return (
    <>
      {error && (
        <Notice level="error" detail={error.detail}>
          {errorText(error, trans)}
        </Notice>
      )}
      {value && <Part output={value} onEarlier={() => output.loadEarlier()} />}
      {!value && !error && (
        <p className="hpclab-mod-secondary">{trans.__('Reading the file…')}</p>
      )}
    </>
  );
}

function Part({
  output: { part, text, start, wasReplaced },
  onEarlier
}: {
  output: IOutput;
  onEarlier: () => Promise<void>;
}): React.JSX.Element {
  const trans = useTranslation();
  if (part.state !== 'text') {
    return (
      <EmptyState title={nothingTitle(part, trans)}>{part.path}</EmptyState>
    );
  }
  return (
    <>
      <p className="hpclab-JobOutput-path">
        {part.path} · {formatBytes(part.size ?? 0, trans)}
        {part.link_to && ` · ${trans.__('a link to %1', part.link_to)}`}
      </p>
      {part.is_guess && (
        <p className="hpclab-mod-secondary">
          {trans.__(
            'Slurm has forgotten where this job wrote to; this is the file that it chooses by itself.'
          )}
        </p>
      )}
      {wasReplaced && (
        <p className="hpclab-mod-secondary">
          {trans.__('The file was replaced or emptied meanwhile.')}
        </p>
      )}
      {start > 0 && (
        <Button onClick={() => void onEarlier()}>
          {trans.__('Show earlier output (%1)', formatBytes(start, trans))}
        </Button>
      )}
      {text ? (
        <PlainText name={trans.__('Output of the job')} text={text} fromEnd />
      ) : (
        <p className="hpclab-mod-secondary">
          {trans.__('Nothing was written yet.')}
        </p>
      )}
    </>
  );
}

function nothingTitle(
  { state, size }: IOutput['part'],
  trans: TranslationBundle
): string {
  switch (state) {
    case 'binary':
      return trans.__(
        'This file holds no text (%1).',
        formatBytes(size ?? 0, trans)
      );
    case 'unknown':
      return trans.__('Slurm has forgotten where this job wrote to.');
    default:
      return trans.__(
        'There is no such file: the job has written nothing yet, or it was moved or deleted.'
      );
  }
}
