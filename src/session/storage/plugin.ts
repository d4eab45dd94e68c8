/** Warns of storage that is almost full, once a week for each file system. */

import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { IHpcLab } from '../../api/tokens';
import { OPEN_SESSION } from '../commands';
import { SessionModel } from '../model';
import { Notices } from '../notices';
import { ISessionModel } from '../tokens';
import { isAlmostFull, warningText } from './words';

/** Seconds between two looks for this alone, while JupyterLab is seen. */
const PACE = 3600;

export const plugin: JupyterFrontEndPlugin<void> = {
  id: 'hpclab:session-storage',
  description: 'Warns of storage that is almost full.',
  autoStart: true,
  requires: [IHpcLab, ISessionModel],
  optional: [ITranslator],
  activate: (
    app: JupyterFrontEnd,
    hpclab: IHpcLab,
    model: SessionModel,
    translator: ITranslator | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('hpclab');
    const notices = new Notices(hpclab.client);
    const look = async (): Promise<void> => {
      for (const storage of model.usage.value?.storage ?? []) {
        if (
          isAlmostFull(storage) &&
          (await notices.claim('storage', storage.path))
        ) {
          Notification.warning(warningText(storage, trans), {
            autoClose: false,
            actions: [
              {
                label: trans.__('Show'),
                callback: () => void app.commands.execute(OPEN_SESSION)
              }
            ]
          });
        }
      }
    };
    void Promise.all([hpclab.isEnabled('session.warnings'), app.restored]).then(
      ([isEnabled]) => {
        if (isEnabled) {
          model.usage.changed.connect(() => void look());
          model.usage.watch({ every: PACE });
        }
      }
    );
  }
};
