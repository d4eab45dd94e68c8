/** Provides the connection to the server extension. */

import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';

import { Changes } from './changes';
import { ApiClient } from './client';
import { isFeatureEnabled } from './features';
import { IHpcLab } from './tokens';

export const plugin: JupyterFrontEndPlugin<IHpcLab> = {
  id: 'hpclab:api',
  description: 'Connects to the hpclab server extension.',
  autoStart: true,
  provides: IHpcLab,
  activate: (app: JupyterFrontEnd): IHpcLab => {
    const client = new ApiClient(app.serviceManager.serverSettings);
    const changes = new Changes(app.serviceManager.events);
    const status = client.get('/status');
    const isEnabled = async (feature: string): Promise<boolean> => {
      try {
        return isFeatureEnabled(feature, (await status).disabled);
      } catch {
        return false;
      }
    };
    return { client, changes, status, isEnabled };
  }
};
