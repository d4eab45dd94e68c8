/** Warns before the job's memory is full, whether or not anybody looks at the panel. */

import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { IHpcLab } from '../../api/tokens';
import { Kernels } from '../../ui/kernels';
import { SessionModel } from '../model';
import { ISessionModel } from '../tokens';
import { addKernelCommands } from './commands';
import { MemoryNotification } from './notification';

export const plugin: JupyterFrontEndPlugin<void> = {
  id: 'hpclab:session-memory',
  description: 'Warns before the memory of the Slurm job is full.',
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
    void hpclab.isEnabled('session.memory').then(isEnabled => {
      if (!isEnabled) {
        return;
      }
      addKernelCommands(app.commands, new Kernels(app), trans);
      const notification = new MemoryNotification(app.commands, trans);
      model.memory.changed.connect(({ value }) => {
        if (value) {
          notification.follow(value);
        }
      });
      // One answer, and those that the server announces: by itself this asks nothing.
      model.memory.watch({ every: Infinity, evenHidden: true });
    });
  }
};
