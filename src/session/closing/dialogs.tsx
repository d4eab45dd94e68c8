/** What is asked before the session ends, and shown while it does. */

import { TranslationBundle } from '@jupyterlab/translation';
import { ISignal } from '@lumino/signaling';
import * as React from 'react';

import type { ApiError } from '../../api/client';
import { ask, tell } from '../../ui/dialog';
import { errorText } from '../../ui/errorText';
import { Notice } from '../../ui/notice';
import { ISaveReport } from '../ending/documents';
import { reasonText } from '../ending/words';
import { EndPreview, runningTexts, unsavedText, wayText } from './words';

/** How far the end has come. */
export type Progress =
  { kind: 'ending' | 'ended' } | { kind: 'failed'; error: ApiError };

/** Ask whether the session may end. */
export function confirmEnd(
  preview: EndPreview,
  unsaved: number,
  trans: TranslationBundle
): Promise<boolean> {
  const running = runningTexts(preview, trans);
  const draw = (): React.JSX.Element => (
    <div className="hpclab-EndSession">
      <p>{wayText(preview, trans)}</p>
      {running.length > 0 && (
        <>
          <p>{trans.__('With it end:')}</p>
          <ul>
            {running.map(line => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </>
      )}
      {unsaved > 0 && <p>{unsavedText(unsaved, trans)}</p>}
      <p className="hpclab-mod-secondary">
        {trans.__(
          'Your files stay, and so do your other jobs. What kernels have in memory is gone.'
        )}
      </p>
    </div>
  );
  return ask({
    title: trans.__('End session?'),
    draw,
    accept: trans.__('End session'),
    warns: true,
    trans
  });
}

/** Ask whether the session may end although documents couldn't be saved. */
export function confirmLoss(
  { failed }: ISaveReport,
  trans: TranslationBundle
): Promise<boolean> {
  const draw = (): React.JSX.Element => (
    <>
      <p>{trans.__('Their changes would be lost:')}</p>
      <ul>
        {failed.map(({ name, reason }) => (
          <li key={name}>
            {name}: {reasonText(reason, trans)}
          </li>
        ))}
      </ul>
    </>
  );
  return ask({
    title: trans._n(
      '%1 document isn’t saved',
      '%1 documents aren’t saved',
      failed.length
    ),
    draw,
    accept: trans.__('End anyway'),
    warns: true,
    trans
  });
}

/** Show how far the end has come, until the person closes it. */
export function showProgress(
  progress: () => Progress,
  changed: ISignal<unknown, unknown>,
  trans: TranslationBundle
): Promise<void> {
  return tell({
    title: trans.__('End session'),
    draw: () => <ProgressText progress={progress()} trans={trans} />,
    changed,
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
  if (progress.kind === 'failed') {
    return <Notice level="error">{errorText(progress.error, trans)}</Notice>;
  }
  return (
    <p role="status">
      {progress.kind === 'ended'
        ? trans.__('Your session has ended. You can close this tab.')
        : trans.__('Ending kernels, terminals and applications…')}
    </p>
  );
}
