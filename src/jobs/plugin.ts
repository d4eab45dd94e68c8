/** Jobs: a tab with the queue, the history and each job's output, and what is shown of them in the Session panel. */

import {
  ILabShell,
  ILayoutRestorer,
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { ILauncher } from '@jupyterlab/launcher';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { IStateDB } from '@jupyterlab/statedb';
import {
  ITranslator,
  nullTranslator,
  TranslationBundle
} from '@jupyterlab/translation';
import { createElement } from 'react';

import { IHpcLab } from '../api/tokens';
import { PanelSection } from '../ui/panelSection';
import { ISessionPanel } from '../ui/sessionPanel';
import { COLUMN_KEYS, ColumnKey, DEFAULT_COLUMNS } from './columns';
import { OPEN_JOBS, SUBMIT_JOB } from './commandIds';
import { addCommands } from './commands';
import { JobsInShort } from './inShort';
import { JobsModel } from './model';
import { addSubmitCommands } from './submit/commands';
import { LastUsed } from './submit/lastUsed';
import { Targets } from './submit/targets';
import { addOpenCommand, IColumnChoice } from './tab';

const PLUGIN_ID = 'hpclab:jobs';

/** Below the job and the applications. */
const JOBS_RANK = 200;

/** Seconds between two looks at the queue from the Session panel: it is a side matter there. */
const IN_SHORT_PACE = 900;

export const plugin: JupyterFrontEndPlugin<void> = {
  id: PLUGIN_ID,
  description: 'Shows the queue, the history and the output of Slurm jobs.',
  autoStart: true,
  requires: [IHpcLab],
  optional: [
    ICommandPalette,
    IDocumentManager,
    ILabShell,
    ILauncher,
    ILayoutRestorer,
    ISessionPanel,
    ISettingRegistry,
    IStateDB,
    ITranslator
  ],
  activate: (
    app: JupyterFrontEnd,
    hpclab: IHpcLab,
    palette: ICommandPalette | null,
    documents: IDocumentManager | null,
    labShell: ILabShell | null,
    launcher: ILauncher | null,
    restorer: ILayoutRestorer | null,
    panel: ISessionPanel | null,
    registry: ISettingRegistry | null,
    state: IStateDB | null,
    translator: ITranslator | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('hpclab');
    const offer = async (): Promise<void> => {
      const model = new JobsModel(hpclab.client, hpclab.changes);
      addCommands({ app, model, trans });
      if (await hpclab.isEnabled('jobs.submit')) {
        const { client } = hpclab;
        const targets = new Targets(client);
        addSubmitCommands({
          ...{ app, client, targets, trans },
          lastUsed: new LastUsed(state, 'script'),
          ...{ restorer, labShell, documents }
        });
        palette?.addItem({ command: SUBMIT_JOB, category: trans.__('Jobs') });
        launcher?.add({
          command: SUBMIT_JOB,
          category: trans.__('Other'),
          rank: 101
        });
      }
      addOpenCommand({
        app,
        model,
        trans,
        restorer,
        allowsAll: await hpclab.isEnabled('jobs.all'),
        columns: await followColumns(registry)
      });
      palette?.addItem({ command: OPEN_JOBS, category: trans.__('Jobs') });
      launcher?.add({
        command: OPEN_JOBS,
        category: trans.__('Other'),
        rank: 100
      });
      panel?.addSection(inShort(app, model, trans), JOBS_RANK);
    };
    // JupyterLab's start shall not wait for the server's answer.
    void hpclab
      .isEnabled('jobs')
      .then(isEnabled => (isEnabled ? offer() : undefined));
  }
};

function inShort(
  { commands }: JupyterFrontEnd,
  model: JobsModel,
  trans: TranslationBundle
): PanelSection {
  return new PanelSection({
    trans,
    draw: () => createElement(JobsInShort, { model, commands }),
    watch: () => model.inShort.watch({ every: IN_SHORT_PACE })
  });
}

/** The columns that the settings name, and what writes them there. */
async function followColumns(
  registry: ISettingRegistry | null
): Promise<IColumnChoice> {
  const settings = await registry?.load(PLUGIN_ID).catch(() => null);
  return {
    get: () => {
      const named = settings?.get('columns').composite;
      return Array.isArray(named)
        ? COLUMN_KEYS.filter(key => named.includes(key))
        : DEFAULT_COLUMNS;
    },
    set: (columns: ColumnKey[]) => void settings?.set('columns', columns)
  };
}
