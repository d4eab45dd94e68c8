/** What is asked and shown in dialogs about an application. */

import { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import { ask, tell } from '../ui/dialog';
import { errorText } from '../ui/errorText';
import { Notice } from '../ui/notice';
import { PlainText } from '../ui/plainText';
import { AppsModel } from './model';

/** Seconds between two looks at a log that is shown. */
const LOG_PACE = 3;

/** Ask whether an application may be stopped. */
export function confirmStop(
  title: string,
  trans: TranslationBundle
): Promise<boolean> {
  return confirm(trans.__('Stop %1?', title), trans.__('Stop'), trans);
}

/** Ask whether an application may be restarted. */
export function confirmRestart(
  title: string,
  trans: TranslationBundle
): Promise<boolean> {
  return confirm(trans.__('Restart %1?', title), trans.__('Restart'), trans);
}

function confirm(
  title: string,
  accept: string,
  trans: TranslationBundle
): Promise<boolean> {
  const draw = (): React.JSX.Element => (
    <p>{trans.__('What isn’t saved in it may be lost.')}</p>
  );
  return ask({ title, draw, accept, warns: true, trans });
}

/** The browser refused to open a tab: give the person a link to open it with. */
export function offerLink(
  title: string,
  url: string,
  trans: TranslationBundle
): Promise<void> {
  const draw = (): React.JSX.Element => (
    <>
      <p>{trans.__('Your browser did not open a new tab by itself.')}</p>
      <p>
        <a
          className="hpclab-Link"
          href={url}
          target="_blank"
          rel="noopener noreferrer"
        >
          {trans.__('Open %1', title)}
        </a>
      </p>
    </>
  );
  return tell({ title, draw, trans });
}

/** Show an application's log, and what is added to it. */
export async function showLog(
  model: AppsModel,
  name: string,
  appTitle: string,
  trans: TranslationBundle
): Promise<void> {
  const log = model.logOf(name);
  const title = trans.__('Log of %1', appTitle);
  const draw = (): React.JSX.Element => (
    <>
      {log.error && (
        <Notice level="error">{errorText(log.error, trans)}</Notice>
      )}
      <PlainText
        name={title}
        text={log.value ?? trans.__('Asking for the log…')}
        fromEnd
      />
    </>
  );
  log.watch({ every: LOG_PACE });
  try {
    await tell({ title, draw, changed: log.changed, trans });
  } finally {
    log.dispose();
  }
}
