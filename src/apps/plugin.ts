/** Applications: their commands, tiles in the Session panel, Launcher cards and place among what runs. */

import {
  ILabShell,
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { ILauncher } from '@jupyterlab/launcher';
import { IRunningSessionManagers } from '@jupyterlab/running';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { createElement } from 'react';

import { IAppOffers, IHpcLab } from '../api/tokens';
import { PanelSection } from '../ui/panelSection';
import { ISessionPanel } from '../ui/sessionPanel';
import { addCommands } from './commands';
import { AppsModel } from './model';
import { ModuleOffers } from './moduleOffers';
import { Offers } from './offers';
import { runningManager } from './running';
import { shownFolder } from '../ui/fileBrowser';
import { AppsSection } from './tiles';

const PLUGIN_ID = 'hpclab:apps';

/** Below the job, above what comes later. */
const APPS_RANK = 100;

export const plugin: JupyterFrontEndPlugin<IAppOffers> = {
  id: PLUGIN_ID,
  description:
    'Opens, stops and restarts RStudio, VS Code, OpenRefine and the desktop.',
  autoStart: true,
  provides: IAppOffers,
  requires: [IHpcLab],
  optional: [
    ICommandPalette,
    ILabShell,
    ILauncher,
    IRunningSessionManagers,
    ISessionPanel,
    ISettingRegistry,
    ITranslator
  ],
  activate: (
    app: JupyterFrontEnd,
    hpclab: IHpcLab,
    palette: ICommandPalette | null,
    labShell: ILabShell | null,
    launcher: ILauncher | null,
    running: IRunningSessionManagers | null,
    panel: ISessionPanel | null,
    settings: ISettingRegistry | null,
    translator: ITranslator | null
  ): IAppOffers => {
    const offers = new ModuleOffers(app.commands);
    const trans = (translator ?? nullTranslator).load('hpclab');
    const offer = async (): Promise<void> => {
      const model = new AppsModel({
        client: hpclab.client,
        changes: hpclab.changes,
        isEnabled: name => hpclab.isEnabled(`apps.${name}`)
      });
      const opensInLab = await followOpenIn(settings);
      addCommands({
        app,
        model,
        panel,
        labShell,
        opensInLab,
        shownFolder: () => shownFolder(labShell),
        trans
      });
      new Offers({ model, launcher, palette, trans });
      offers.follow(model);
      running?.add(runningManager(model, app.commands, trans));
      panel?.addSection(
        new PanelSection({
          trans,
          draw: () =>
            createElement(AppsSection, { model, commands: app.commands }),
          watch: () => model.watch()
        }),
        APPS_RANK
      );
    };
    // JupyterLab's start shall not wait for the server's answer.
    void hpclab
      .isEnabled('apps')
      .then(isEnabled => (isEnabled ? offer() : undefined));
    return offers;
  }
};

/** Whether applications open in JupyterLab, as the settings say at the time of asking. */
async function followOpenIn(
  registry: ISettingRegistry | null
): Promise<() => boolean> {
  const settings = await registry?.load(PLUGIN_ID).catch(() => null);
  return () => settings?.get('openIn').composite === 'jupyterlab-tab';
}
