/** What is asked and told in dialogs about jobs. */

import { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import { ask, tell } from '../ui/dialog';
import { Notice } from '../ui/notice';
import type { Action, ActionResult } from './model';

/** More jobs than these aren't named one by one. */
const NAMED = 8;

/** Ask before something that can't be taken back; other actions need no question. */
export function confirmAction(
  action: Action,
  jobs: readonly string[],
  trans: TranslationBundle
): Promise<boolean> {
  const count = jobs.length;
  switch (action) {
    case 'cancel':
      return confirm({
        title: trans._n('Cancel %1 job?', 'Cancel %1 jobs?', count),
        words: [
          trans.__(
            'What runs is ended, and what it has not saved is lost. What waits leaves the queue.'
          ),
          jobs.some(isPartOfArray) &&
            trans.__(
              'Tasks in brackets that have started since this list was read are cancelled too.'
            )
        ]
          .filter(Boolean)
          .join(' '),
        accept: trans._n('Cancel job', 'Cancel jobs', count),
        jobs,
        trans
      });
    case 'requeue':
      return confirm({
        title: trans._n('Requeue %1 job?', 'Requeue %1 jobs?', count),
        words: trans.__(
          'What runs is ended and waits again; it starts from its beginning.'
        ),
        accept: trans.__('Requeue'),
        jobs,
        trans
      });
    default:
      return Promise.resolve(true);
  }
}

/** Tasks of an array that waited together when they were listed: Slurm takes their numbers, whatever they do now. */
function isPartOfArray(job: string): boolean {
  return job.includes('[');
}

/** Tell for which jobs it did not work, and why. */
export function tellFailures(
  { done, failed }: ActionResult,
  trans: TranslationBundle
): Promise<void> {
  const count = failed.length;
  return tell({
    title: trans._n(
      '%1 job was not changed',
      '%1 jobs were not changed',
      count
    ),
    draw: () => (
      <>
        {failed.map(({ job_id, message, detail }) => (
          <Notice
            key={job_id}
            level="error"
            title={job_id}
            detail={detail ?? null}
          >
            {message}
          </Notice>
        ))}
        {done.length > 0 && <p>{trans.__('Changed: %1', done.join(', '))}</p>}
      </>
    ),
    trans
  });
}

function confirm({
  title,
  words,
  accept,
  jobs,
  trans
}: {
  title: string;
  words: string;
  accept: string;
  jobs: readonly string[];
  trans: TranslationBundle;
}): Promise<boolean> {
  const more = jobs.length - NAMED;
  const draw = (): React.JSX.Element => (
    <>
      <p>
        {jobs.slice(0, NAMED).join(', ')}
        {more > 0 && ` ${trans.__('and %1 more', more)}`}
      </p>
      <p>{words}</p>
    </>
  );
  return ask({ title, draw, accept, warns: true, trans });
}
