/** Lets people ask for more time, where their site has a command for that. */

import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { IHpcLab } from '../../api/tokens';
import { SessionModel } from '../model';
import { ISessionModel } from '../tokens';
import { askForMoreTime } from './asking';
import { MORE_TIME } from './commandIds';

export const plugin: JupyterFrontEndPlugin<void> = {
  id: 'hpclab:session-more-time',
  description: 'Asks for more time for the Slurm job by a command of the site.',
  autoStart: true,
  requires: [IHpcLab, ISessionModel],
  optional: [ICommandPalette, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    hpclab: IHpcLab,
    model: SessionModel,
    palette: ICommandPalette | null,
    translator: ITranslator | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('hpclab');
    const isOffered = (): boolean => model.session.value?.more_time ?? false;
    void hpclab.isEnabled('session.more_time').then(isEnabled => {
      if (!isEnabled) {
        return;
      }
      app.commands.addCommand(MORE_TIME, {
        label: trans.__('More Time…'),
        caption: trans.__('Ask for a later end of the Slurm job'),
        describedBy: { args: { type: 'object', properties: {} } },
        isEnabled: isOffered,
        isVisible: isOffered,
        execute: () =>
          askForMoreTime(
            hpclab.client,
            model.session.value?.job_id ?? '',
            () => void model.session.refresh(),
            trans
          )
      });
      palette?.addItem({ command: MORE_TIME, category: trans.__('Session') });
    });
  }
};
