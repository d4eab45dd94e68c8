/** What is asked and shown in dialogs about an application. */

import { Dialog, showDialog } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import { errorText } from '../ui/errorText';
import { Notice } from '../ui/notice';
import { DialogBody, PlainText } from '../ui/textDialog';
import { AppsModel } from './model';

/** Seconds between two looks at a log that is shown. */
const LOG_PACE = 3;

/** Ask whether an application may be stopped. */
export async function confirmStop(
  title: string,
  trans: TranslationBundle
): Promise<boolean> {
  return confirm(trans.__('Stop %1?', title), trans.__('Stop'), trans);
}

/** Ask whether an application may be restarted. */
export async function confirmRestart(
  title: string,
  trans: TranslationBundle
): Promise<boolean> {
  return confirm(trans.__('Restart %1?', title), trans.__('Restart'), trans);
}

async function confirm(
  question: string,
  accept: string,
  trans: TranslationBundle
): Promise<boolean> {
  const { button } = await showDialog({
    title: question,
    body: trans.__('What isn’t saved in it may be lost.'),
    buttons: [
      Dialog.cancelButton({ label: trans.__('Cancel') }),
      Dialog.warnButton({ label: accept })
    ],
    defaultButton: 0
  });
  return button.accept;
}

/** The browser refused to open a tab: give the person a link to open it with. */
export async function offerLink(
  title: string,
  url: string,
  trans: TranslationBundle
): Promise<void> {
  await showDialog({
    title,
    body: (
      <div className="hpclab-DialogBody">
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
      </div>
    ),
    buttons: [Dialog.okButton({ label: trans.__('Close') })]
  });
}

/** Show an application's log, and what is added to it. */
export async function showLog(
  model: AppsModel,
  name: string,
  title: string,
  trans: TranslationBundle
): Promise<void> {
  const log = model.logOf(name);
  const label = trans.__('Log of %1', title);
  const draw = (): React.JSX.Element => (
    <>
      {log.error && (
        <Notice level="error">{errorText(log.error, trans)}</Notice>
      )}
      <PlainText
        name={label}
        text={log.value ?? trans.__('Asking for the log…')}
        fromEnd
      />
    </>
  );
  log.watch({ every: LOG_PACE });
  try {
    await showDialog({
      title: label,
      body: new DialogBody(draw, log.changed),
      buttons: [Dialog.okButton({ label: trans.__('Close') })]
    });
  } finally {
    log.dispose();
  }
}
