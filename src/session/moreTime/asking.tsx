/** Asks for more time: the person first, then the site's command, whose words are shown. */

import { TranslationBundle } from '@jupyterlab/translation';
import { Signal } from '@lumino/signaling';
import * as React from 'react';

import type { ApiClient, ApiError } from '../../api/client';
import { ask, tell } from '../../ui/dialog';
import { errorText } from '../../ui/errorText';
import { Notice } from '../../ui/notice';

/** How far the command has come. */
type Progress =
  | { kind: 'asking' }
  | { kind: 'answered'; words: string }
  | { kind: 'failed'; error: ApiError };

/**
 * Ask for more time when the person agrees, and show what came of it until it is closed.
 *
 * @param jobId - The job that is to end later.
 * @param onAnswer - Called when the command has ended: the time left may be another.
 */
export async function askForMoreTime(
  client: ApiClient,
  jobId: string,
  onAnswer: () => void,
  trans: TranslationBundle
): Promise<void> {
  if (!(await confirm(jobId, trans))) {
    return;
  }
  let progress: Progress = { kind: 'asking' };
  const changed = new Signal<object, void>({});
  const shown = tell({
    title: trans.__('More time'),
    draw: () => <ProgressText progress={progress} trans={trans} />,
    changed,
    trans
  });
  try {
    const words = await client.post('/session/more-time');
    progress = { kind: 'answered', words };
  } catch (error) {
    progress = { kind: 'failed', error: error as ApiError };
  }
  onAnswer();
  changed.emit();
  await shown;
}

function confirm(jobId: string, trans: TranslationBundle): Promise<boolean> {
  return ask({
    title: trans.__('More time?'),
    draw: () => (
      <p>
        {trans.__(
          'A command of your site asks for more time for job %1. It may cost your account more, and may be refused.',
          jobId
        )}
      </p>
    ),
    accept: trans.__('Ask for more time'),
    trans
  });
}

function ProgressText({
  progress,
  trans
}: {
  progress: Progress;
  trans: TranslationBundle;
}): React.JSX.Element {
  switch (progress.kind) {
    case 'asking':
      return <p role="status">{trans.__('Asking for more time…')}</p>;
    case 'answered':
      return (
        <>
          <p role="status">
            {trans.__('Your site’s command has done its work.')}
          </p>
          <Words trans={trans}>{progress.words}</Words>
        </>
      );
    case 'failed':
      return (
        <>
          <Notice level="error">{errorText(progress.error, trans)}</Notice>
          <Words trans={trans}>{progress.error.detail}</Words>
        </>
      );
  }
}

/** What the command printed, if anything. */
function Words({
  children,
  trans
}: {
  children: string | null;
  trans: TranslationBundle;
}): React.JSX.Element | null {
  return children ? (
    <pre
      className="hpclab-MoreTime-words"
      aria-label={trans.__('What the command printed')}
      role="region"
      tabIndex={0}
    >
      {children}
    </pre>
  ) : null;
}
