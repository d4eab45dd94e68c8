/** The section of the own job: time left, where it runs, what it uses; or why there is none. */

import { TranslationBundle } from '@jupyterlab/translation';
import { refreshIcon, UseSignal } from '@jupyterlab/ui-components';
import { CommandRegistry } from '@lumino/commands';
import * as React from 'react';

import { Schemas } from '../api/client';
import { CONTINUE_AS_JOB } from '../ui/batchCommands';
import { Button } from '../ui/button';
import { formatFigure } from '../ui/bytes';
import { EmptyState } from '../ui/emptyState';
import { errorText } from '../ui/errorText';
import { Notice } from '../ui/notice';
import { formatDuration, formatMoment } from '../ui/time';
import { useTranslation } from '../ui/translation';
import { END_SESSION } from './closing/commandIds';
import { REFRESH_SESSION } from './commands';
import { IdleNote } from './idle';
import { MemoryUsers } from './memory/users';
import { Session, SessionModel } from './model';
import { MORE_TIME } from './moreTime/commandIds';
import { TimeLeftFigure } from './timeLeft';
import { UsageMeters } from './usage';

/** What the section shows, and whom it asks to do something. */
export interface IJobSectionProps {
  model: SessionModel;
  commands: CommandRegistry;
}

/** The whole section, which follows the model. */
export function JobSection(props: IJobSectionProps): React.JSX.Element {
  const { model } = props;
  return (
    <UseSignal signal={model.session.changed}>
      {() => {
        const { value } = model.session;
        return (
          <>
            <Title jobId={value?.job_id ?? null} {...props} />
            {value ? (
              <Known session={value} {...props} />
            ) : (
              <Unknown {...props} />
            )}
          </>
        );
      }}
    </UseSignal>
  );
}

function Title({
  jobId,
  model,
  commands
}: IJobSectionProps & { jobId: string | null }): React.JSX.Element {
  const trans = useTranslation();
  return (
    <div className="hpclab-Panel-title">
      <h1>{trans.__('Session')}</h1>
      <div className="hpclab-Panel-titleEnd">
        {jobId && (
          <span className="hpclab-mod-secondary">
            {trans.__('job %1', jobId)}
          </span>
        )}
        <Button
          icon={refreshIcon}
          name={trans.__('Refresh session')}
          busy={model.session.isAsking}
          onClick={() => void commands.execute(REFRESH_SESSION)}
        />
      </div>
    </div>
  );
}

/** Before the first answer: the places of what will come, or what went wrong. */
function Unknown({ model, commands }: IJobSectionProps): React.JSX.Element {
  const trans = useTranslation();
  const { error, isAsking } = model.session;
  if (error) {
    return (
      <EmptyState
        title={trans.__('The state of your session is unknown')}
        action={<TryAgain commands={commands} busy={isAsking} />}
      >
        {errorText(error, trans)}
      </EmptyState>
    );
  }
  return (
    <div
      className="hpclab-Skeleton"
      aria-busy="true"
      aria-label={trans.__('Asking about your session…')}
      role="status"
    >
      <span className="hpclab-Skeleton-figure" />
      <span />
      <span />
      <span />
    </div>
  );
}

function Known({
  session,
  model,
  commands
}: IJobSectionProps & { session: Session }): React.JSX.Element {
  const trans = useTranslation();
  return (
    <>
      {session.in_job ? (
        <>
          <TimeLeftFigure model={model} />
          <Facts session={session} />
        </>
      ) : (
        <NotInJob session={session} />
      )}
      <IdleNote session={session} />
      <Doubt session={session} model={model} commands={commands} />
      <UseSignal signal={model.usage.changed}>
        {() =>
          model.usage.error && !model.usage.value ? (
            <p className="hpclab-Usage hpclab-mod-secondary">
              {trans.__(
                'What is used isn’t known: %1',
                errorText(model.usage.error, trans)
              )}
            </p>
          ) : (
            <UsageMeters
              usage={model.usage.value}
              ofMemory={<MemoryUsers model={model} />}
            />
          )
        }
      </UseSignal>
      <div className="hpclab-SessionActions">
        {session.more_time && commands.hasCommand(MORE_TIME) && (
          <Button
            hint={commands.caption(MORE_TIME)}
            onClick={() => void commands.execute(MORE_TIME)}
          >
            {trans.__('More time…')}
          </Button>
        )}
        {session.in_job && commands.hasCommand(CONTINUE_AS_JOB) && (
          <Button
            hint={commands.caption(CONTINUE_AS_JOB)}
            onClick={() => void commands.execute(CONTINUE_AS_JOB)}
          >
            {trans.__('Continue as batch job…')}
          </Button>
        )}
        {commands.hasCommand(END_SESSION) && (
          <Button
            kind="outlined"
            onClick={() => void commands.execute(END_SESSION)}
          >
            {trans.__('End session…')}
          </Button>
        )}
      </div>
      <Links links={session.links ?? []} />
    </>
  );
}

/** Where the job runs, for whom, and until when. */
function Facts({ session }: { session: Session }): React.JSX.Element {
  const trans = useTranslation();
  const nodes = session.nodes ?? [];
  const place = [
    session.partition,
    nodes.length === 1
      ? trans.__('node %1', nodes[0])
      : nodes.length > 1 && trans._n('%1 node', '%1 nodes', nodes.length)
  ].filter(Boolean);
  return (
    <>
      <dl className="hpclab-Facts">
        <dt>{trans.__('Partition')}</dt>
        <dd title={nodes.join(', ')}>{place.join(' · ') || '–'}</dd>
        {session.partition_description && (
          <dd className="hpclab-Facts-more">{session.partition_description}</dd>
        )}
        <dt>{trans.__('Account')}</dt>
        <dd title={session.account ?? undefined}>{session.account || '–'}</dd>
        <Balances session={session} />
        <dt>{trans.__('Ends')}</dt>
        <dd>{endOf(session, trans)}</dd>
      </dl>
      {session.internet === false && (
        <p className="hpclab-Facts-note">
          {trans.__(
            'This node has no internet: downloads and installations from outside don’t work here.'
          )}
        </p>
      )}
    </>
  );
}

/** What is left of the job's account, or of all accounts where the site counts them by other names. */
function Balances({ session }: { session: Session }): React.JSX.Element | null {
  const trans = useTranslation();
  const balances = session.balances ?? [];
  const own = balances.filter(({ account }) => account === session.account);
  if (!balances.length) {
    return null;
  }
  return (
    <>
      <dt>{trans.__('Balance')}</dt>
      {(own.length ? own : balances).map(({ account, value, unit }) => (
        <dd key={account} className="hpclab-Facts-balance">
          {!own.length && `${account}: `}
          {formatFigure(value)} {unit}
        </dd>
      ))}
    </>
  );
}

function endOf(session: Session, trans: TranslationBundle): string {
  const end = session.end ?? null;
  return end === null ? '–' : formatMoment(end, session.now, trans);
}

function NotInJob({ session }: { session: Session }): React.JSX.Element {
  const trans = useTranslation();
  return (
    <EmptyState title={trans.__('Not in a Slurm job')}>
      {session.reason ??
        trans.__(
          'This JupyterLab runs on a machine that you share with others: keep computations small. Start it inside a Slurm job to have cores and memory of your own.'
        )}
    </EmptyState>
  );
}

/** Says that the figures are older than they should be, and why. */
function Doubt({
  session,
  model,
  commands
}: IJobSectionProps & { session: Session }): React.JSX.Element | null {
  const trans = useTranslation();
  const { error, receivedAt, isAsking } = model.session;
  const reason = error ? errorText(error, trans) : session.stale;
  if (!reason) {
    return null;
  }
  const asOf = session.as_of ?? null;
  const sinceReceived = Date.now() / 1000 - (receivedAt ?? 0);
  const age = asOf === null ? null : session.now - asOf + sinceReceived;
  return (
    <Notice level="warning">
      {reason}{' '}
      {age !== null &&
        trans.__('What you see is %1 old.', formatDuration(age, trans))}{' '}
      <TryAgain commands={commands} busy={isAsking} />
    </Notice>
  );
}

function TryAgain({
  commands,
  busy
}: Pick<IJobSectionProps, 'commands'> & { busy: boolean }): React.JSX.Element {
  const trans = useTranslation();
  return (
    <Button
      kind="outlined"
      busy={busy}
      onClick={() => void commands.execute(REFRESH_SESSION)}
    >
      {trans.__('Try again')}
    </Button>
  );
}

function Links({
  links
}: {
  links: readonly Schemas['Link'][];
}): React.JSX.Element | null {
  const trans = useTranslation();
  if (!links.length) {
    return null;
  }
  return (
    <ul className="hpclab-Links" aria-label={trans.__('Links of your site')}>
      {links.map(({ title, url }) => (
        <li key={url}>
          <a
            className="hpclab-Link"
            href={url}
            target="_blank"
            rel="noopener noreferrer"
          >
            {title}
          </a>
        </li>
      ))}
    </ul>
  );
}
