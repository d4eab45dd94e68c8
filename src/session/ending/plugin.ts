/** Warns before the job ends, and has unsaved documents saved. */

import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';

import { IHpcLab } from '../../api/tokens';
import { SessionModel } from '../model';
import { ISessionModel } from '../tokens';
import { OpenDocument, saveDocuments, unsavedDocuments } from './documents';
import { EndingNotification } from './notification';
import { EndingWatch } from './watch';

/** Where documents may be opened. */
const AREAS = ['main', 'left', 'right', 'down'];

export const plugin: JupyterFrontEndPlugin<void> = {
  id: 'hpclab:session-warnings',
  description:
    'Warns before the Slurm job ends, and saves documents shortly before.',
  autoStart: true,
  requires: [IHpcLab, ISessionModel, IDocumentManager],
  optional: [ITranslator],
  activate: (
    app: JupyterFrontEnd,
    hpclab: IHpcLab,
    model: SessionModel,
    manager: IDocumentManager,
    translator: ITranslator | null
  ): void => {
    const unsaved = (): OpenDocument[] =>
      unsavedDocuments(openWidgets(app), manager);
    const notification = new EndingNotification({
      trans: (translator ?? nullTranslator).load('hpclab'),
      commands: app.commands,
      timeLeft: () => model.countdown.timeLeft,
      countUnsaved: () => unsaved().length,
      saveAll: () => saveDocuments(unsaved())
    });
    // JupyterLab's start shall not wait for the server's answer.
    void hpclab
      .isEnabled('session.warnings')
      .then(isEnabled => isEnabled && watchFor(model, notification));
  }
};

/** Have each stage told of, from now on. */
function watchFor(
  model: SessionModel,
  notification: EndingNotification
): EndingWatch {
  const watch = new EndingWatch(model);
  watch.reached.connect((_, stage) => void notification.follow(stage));
  return watch;
}

/** Every widget that may hold a document. */
export function openWidgets({ shell }: JupyterFrontEnd): Widget[] {
  return AREAS.flatMap(area => [...shell.widgets(area)]);
}
