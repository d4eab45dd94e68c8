/** Lets people end their session: the job is given back, which closing the tab doesn't do. */

import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette, showErrorMessage } from '@jupyterlab/apputils';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import type { ApiError } from '../../api/client';
import { IHpcLab } from '../../api/tokens';
import { errorText } from '../../ui/errorText';
import {
  OpenDocument,
  saveDocuments,
  unsavedDocuments
} from '../ending/documents';
import { openWidgets } from '../ending/plugin';
import { Closing } from './closing';
import { END_SESSION } from './commandIds';

export const plugin: JupyterFrontEndPlugin<void> = {
  id: 'hpclab:session-end',
  description: 'Ends the session and gives back its Slurm job.',
  autoStart: true,
  requires: [IHpcLab, IDocumentManager],
  optional: [ICommandPalette, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    hpclab: IHpcLab,
    manager: IDocumentManager,
    palette: ICommandPalette | null,
    translator: ITranslator | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('hpclab');
    const unsaved = (): OpenDocument[] =>
      unsavedDocuments(openWidgets(app), manager);
    const closing = new Closing({
      client: hpclab.client,
      trans,
      countUnsaved: () => unsaved().length,
      saveAll: () => saveDocuments(unsaved())
    });
    const execute = (): Promise<void> =>
      closing
        .close()
        .catch((error: ApiError) =>
          showErrorMessage(
            trans.__('Your session isn’t ended'),
            errorText(error, trans)
          )
        );
    void hpclab.isEnabled('session.end').then(isEnabled => {
      if (!isEnabled) {
        return;
      }
      app.commands.addCommand(END_SESSION, {
        label: trans.__('End Session…'),
        caption: trans.__('Stop everything here and give back the Slurm job'),
        describedBy: { args: { type: 'object', properties: {} } },
        execute
      });
      palette?.addItem({ command: END_SESSION, category: trans.__('Session') });
    });
  }
};
