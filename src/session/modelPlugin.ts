/** Provides the model of the own job, which asks nothing until somebody watches. */

import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ISettingRegistry } from '@jupyterlab/settingregistry';

import { IHpcLab } from '../api/tokens';
import { SessionModel } from './model';
import { ISessionModel } from './tokens';

export const plugin: JupyterFrontEndPlugin<SessionModel> = {
  id: 'hpclab:session-model',
  description:
    'Knows the Slurm job for the panel, the status bar and the warnings.',
  autoStart: true,
  requires: [IHpcLab],
  optional: [ISettingRegistry],
  provides: ISessionModel,
  activate: (
    _app: JupyterFrontEnd,
    hpclab: IHpcLab,
    settings: ISettingRegistry | null
  ): SessionModel => {
    const model = new SessionModel(hpclab.client, hpclab.changes);
    void model.ending.follow(settings);
    return model;
  }
};
