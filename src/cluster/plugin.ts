/** The cluster at a glance: a section of the Session panel, for those who want it. */

import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import {
  ITranslator,
  nullTranslator,
  TranslationBundle
} from '@jupyterlab/translation';
import { IDisposable } from '@lumino/disposable';
import { createElement } from 'react';

import { ApiClient } from '../api/client';
import { IHpcLab } from '../api/tokens';
import { PanelSection } from '../ui/panelSection';
import { ISessionPanel } from '../ui/sessionPanel';
import { liveCluster, PACE } from './model';
import { ClusterSection } from './view';

const PLUGIN_ID = 'hpclab:cluster';

/** Below my jobs. */
const CLUSTER_RANK = 300;

export const plugin: JupyterFrontEndPlugin<void> = {
  id: PLUGIN_ID,
  description: 'Shows what is free in each partition of the cluster.',
  autoStart: true,
  requires: [IHpcLab, ISessionPanel, ISettingRegistry],
  optional: [ITranslator],
  activate: (
    _app: JupyterFrontEnd,
    hpclab: IHpcLab,
    panel: ISessionPanel,
    registry: ISettingRegistry,
    translator: ITranslator | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('hpclab');
    // JupyterLab's start shall not wait for the server's answer.
    void hpclab.isEnabled('cluster').then(async isEnabled => {
      const settings = await registry.load(PLUGIN_ID).catch(() => null);
      if (isEnabled && settings) {
        followSettings(settings, () => addSection(panel, hpclab.client, trans));
      }
    });
  }
};

/** Show the section while the settings want it. */
function followSettings(
  settings: ISettingRegistry.ISettings,
  show: () => IDisposable
): void {
  let section: IDisposable | null = null;
  const apply = (): void => {
    if (settings.get('showCluster').composite === true) {
      section ??= show();
    } else {
      section?.dispose();
      section = null;
    }
  };
  settings.changed.connect(apply);
  apply();
}

function addSection(
  panel: ISessionPanel,
  client: ApiClient,
  trans: TranslationBundle
): IDisposable {
  const live = liveCluster(client);
  const section = new PanelSection({
    trans,
    draw: () => createElement(ClusterSection, { live }),
    watch: () => live.watch({ every: PACE })
  });
  section.disposed.connect(() => live.dispose());
  return panel.addSection(section, CLUSTER_RANK);
}
