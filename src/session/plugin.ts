/** The Session panel and the status bar's item for the time left. */

import {
  ILayoutRestorer,
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { IStatusBar } from '@jupyterlab/statusbar';
import {
  ITranslator,
  nullTranslator,
  TranslationBundle
} from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';
import { DisposableSet } from '@lumino/disposable';
import { createElement } from 'react';

import { IHpcLab } from '../api/tokens';
import { PanelSection } from '../ui/panelSection';
import { ISessionPanel } from '../ui/sessionPanel';
import {
  addOpenCommand,
  addRefreshCommand,
  OPEN_SESSION,
  REFRESH_SESSION
} from './commands';
import { JobSection } from './job';
import { SessionModel } from './model';
import { SessionPanel } from './panel';
import { ISessionModel } from './tokens';
import { IStatusItemOptions, StatusItem } from './statusItem';

const PLUGIN_ID = 'hpclab:session';

/** The job stands above what other capabilities add to the panel. */
const JOB_RANK = 0;

/** Seconds between two questions about what is used, while the panel is seen. */
const USAGE_PACE = 10;

export const plugin: JupyterFrontEndPlugin<ISessionPanel> = {
  id: PLUGIN_ID,
  description:
    'Shows the Slurm job: the time left, what it uses, and a panel for what belongs to it.',
  autoStart: true,
  requires: [IHpcLab, ISessionModel],
  optional: [
    ICommandPalette,
    ILayoutRestorer,
    ISettingRegistry,
    IStatusBar,
    ITranslator
  ],
  provides: ISessionPanel,
  activate: (
    app: JupyterFrontEnd,
    hpclab: IHpcLab,
    model: SessionModel,
    palette: ICommandPalette | null,
    restorer: ILayoutRestorer | null,
    settings: ISettingRegistry | null,
    statusBar: IStatusBar | null,
    translator: ITranslator | null
  ): ISessionPanel => {
    const trans = (translator ?? nullTranslator).load('hpclab');
    const panel = new SessionPanel(trans);
    // The layout is restored before the server has answered, so the panel has to be there by then.
    app.shell.add(panel, 'left', { rank: 520, type: 'Session' });
    restorer?.add(panel, panel.id);

    const openPanel = (): void => app.shell.activateById(panel.id);
    const { commands } = app;
    void fillPanel(hpclab, model, panel, commands, trans).then(hasJob => {
      if (panel.isDisposed) {
        return;
      }
      const category = trans.__('Session');
      addOpenCommand(commands, openPanel, trans);
      palette?.addItem({ command: OPEN_SESSION, category });
      if (!hasJob) {
        return;
      }
      addRefreshCommand(commands, model, trans);
      palette?.addItem({ command: REFRESH_SESSION, category });
      if (statusBar) {
        const item = new StatusItem(model, trans, openPanel);
        addStatusItem(item, statusBar);
        void followSettings(item, settings);
      }
    });
    return panel;
  }
};

/**
 * Put the job into the panel; where the site has left nothing for the panel, take that away.
 *
 * @returns Whether the job is in it.
 */
async function fillPanel(
  hpclab: IHpcLab,
  model: SessionModel,
  panel: SessionPanel,
  commands: CommandRegistry,
  trans: TranslationBundle
): Promise<boolean> {
  if (await hpclab.isEnabled('session')) {
    const tellsMemory = await hpclab.isEnabled('session.memory');
    panel.addSection(
      new PanelSection({
        trans,
        draw: () => createElement(JobSection, { model, commands }),
        watch: () =>
          DisposableSet.from([
            model.watch(),
            model.usage.watch({ every: USAGE_PACE }),
            ...(tellsMemory ? [model.memory.watch({ every: USAGE_PACE })] : [])
          ])
      }),
      JOB_RANK
    );
    return true;
  }
  if (!(await hpclab.isEnabled('apps'))) {
    panel.dispose();
  }
  return false;
}

function addStatusItem(item: StatusItem, statusBar: IStatusBar): void {
  statusBar.registerStatusItem('hpclab:session', {
    item,
    align: 'left',
    rank: 500,
    isActive: () => item.isActive,
    activeStateChanged: item.activeChanged
  });
}

/** Show in the status bar what the settings say, now and whenever they change. */
async function followSettings(
  item: StatusItem,
  registry: ISettingRegistry | null
): Promise<void> {
  const everything: IStatusItemOptions = { timeLeft: true, memory: true };
  const settings = await registry?.load(PLUGIN_ID).catch(() => null);
  if (!settings) {
    item.options = everything;
    return;
  }
  const apply = (): void => {
    item.options = {
      timeLeft: settings.get('statusBarTimeLeft').composite !== false,
      memory: settings.get('statusBarMemory').composite !== false
    };
  };
  settings.changed.connect(apply);
  apply();
}
