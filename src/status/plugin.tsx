/** The report for support: shown before it is copied. */

import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import {
  Clipboard,
  ICommandPalette,
  showErrorMessage
} from '@jupyterlab/apputils';
import {
  ITranslator,
  nullTranslator,
  TranslationBundle
} from '@jupyterlab/translation';
import * as React from 'react';

import { ApiClient } from '../api/client';
import { asApiError } from '../api/live';
import { IHpcLab } from '../api/tokens';
import { ask } from '../ui/dialog';
import { errorText } from '../ui/errorText';
import { PlainText } from '../ui/plainText';

const COPY_REPORT = 'hpclab:copy-report';

export const plugin: JupyterFrontEndPlugin<void> = {
  id: 'hpclab:status',
  description:
    'Shows a report on hpclab and its surroundings, to be copied for support.',
  autoStart: true,
  requires: [IHpcLab],
  optional: [ICommandPalette, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    hpclab: IHpcLab,
    palette: ICommandPalette | null,
    translator: ITranslator | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('hpclab');
    const offer = (): void => {
      app.commands.addCommand(COPY_REPORT, {
        label: trans.__('Copy report for support'),
        caption: trans.__(
          'Show what hpclab found on this machine, and copy it for those who help you'
        ),
        describedBy: { args: { type: 'object', properties: {} } },
        execute: () => offerReport(hpclab.client, trans)
      });
      palette?.addItem({ command: COPY_REPORT, category: trans.__('Help') });
    };
    // JupyterLab's start shall not wait for the server's answer.
    void hpclab.isEnabled('doctor').then(isEnabled => isEnabled && offer());
  }
};

/** Show the report, and copy it if the person wants. */
async function offerReport(
  client: ApiClient,
  trans: TranslationBundle
): Promise<void> {
  let report: string;
  try {
    report = await client.get('/doctor');
  } catch (error) {
    const text = errorText(asApiError(error), trans);
    await showErrorMessage(trans.__('The report could not be made'), text);
    return;
  }
  const isWanted = await ask({
    title: trans.__('Report for support'),
    draw: () => (
      <>
        <p>
          {trans.__(
            'This is what will be copied. It holds no passwords and no values of your environment.'
          )}
        </p>
        <PlainText name={trans.__('Report')} text={report} />
      </>
    ),
    accept: trans.__('Copy'),
    trans
  });
  if (isWanted) {
    Clipboard.copyToSystem(report);
  }
}
