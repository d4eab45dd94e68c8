/** Tells the person when one of their jobs has ended, as soon as they look at the browser's tab. */

import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { IHpcLab } from '../../api/tokens';
import { JobEnds } from './ends';
import { EndNotifications } from './notifications';

/** Whose setting it is. */
const SETTINGS_ID = 'hpclab:jobs';

export const plugin: JupyterFrontEndPlugin<void> = {
  id: 'hpclab:jobs-ended',
  description: 'Tells when Slurm jobs have ended.',
  autoStart: true,
  requires: [IHpcLab],
  optional: [ISettingRegistry, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    hpclab: IHpcLab,
    registry: ISettingRegistry | null,
    translator: ITranslator | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('hpclab');
    const isWanted = followSetting(registry);
    void Promise.all([hpclab.isEnabled('jobs.ended'), app.restored]).then(
      ([isEnabled]) => {
        if (isEnabled) {
          const notifications = new EndNotifications(app.commands, trans);
          const ends = new JobEnds(hpclab.client, hpclab.changes);
          ends.heard.connect((_, jobs) => {
            void isWanted().then(
              isWanted => isWanted && notifications.tell(jobs)
            );
          });
          ends.begin();
        }
      }
    );
  }
};

/** Whether the settings want it, each time that it matters. */
function followSetting(
  registry: ISettingRegistry | null
): () => Promise<boolean> {
  const settings = registry?.load(SETTINGS_ID).catch(() => null);
  return async () => (await settings)?.get('notifyEnds').composite !== false;
}
