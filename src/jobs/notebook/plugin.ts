/** Lets people run notebooks as batch jobs, and open what came of them. */

import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import {
  ICommandPalette,
  Notification,
  showErrorMessage
} from '@jupyterlab/apputils';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { IStateDB } from '@jupyterlab/statedb';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';
import { ReadonlyPartialJSONObject } from '@lumino/coreutils';

import { asApiError } from '../../api/live';
import { IHpcLab } from '../../api/tokens';
import { errorText } from '../../ui/errorText';
import { jobsIcon } from '../icons';
import { LastUsed } from '../submit/lastUsed';
import { Targets } from '../submit/targets';
import {
  CONTINUE_AS_JOB,
  OPEN_JOB_NOTEBOOK,
  RUN_NOTEBOOK,
  RUN_SELECTED
} from './commandIds';
import { currentNotebook, selectedNotebook } from './notebooks';
import { IRunContext, runNotebook } from './running';

export const plugin: JupyterFrontEndPlugin<void> = {
  id: 'hpclab:notebook-jobs',
  description: 'Runs notebooks as batch jobs.',
  autoStart: true,
  requires: [IHpcLab, IDocumentManager],
  optional: [ICommandPalette, IStateDB, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    hpclab: IHpcLab,
    manager: IDocumentManager,
    palette: ICommandPalette | null,
    state: IStateDB | null,
    translator: ITranslator | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('hpclab');
    const { client } = hpclab;
    const context = {
      ...{ app, manager, client, trans },
      targets: new Targets(client),
      lastUsed: new LastUsed(state, 'notebook')
    };
    const offer = async (): Promise<void> => {
      if (!(await hpclab.isEnabled('jobs.notebooks'))) {
        return;
      }
      addOpenCommand(context);
      if (!(await hpclab.isEnabled('jobs.submit'))) {
        return;
      }
      addRunCommands(context);
      const category = trans.__('Jobs');
      palette?.addItem({ command: RUN_NOTEBOOK, category });
      palette?.addItem({ command: CONTINUE_AS_JOB, category });
    };
    void offer();
  }
};

function addRunCommands(context: IRunContext): void {
  const { app, manager, trans } = context;
  const add = (
    id: string,
    options: Pick<CommandRegistry.ICommandOptions, 'label' | 'caption'>,
    pathOf: (args: ReadonlyPartialJSONObject) => string | null,
    continues = false
  ): void => {
    app.commands.addCommand(id, {
      ...options,
      icon: jobsIcon,
      describedBy: {
        args: {
          type: 'object',
          properties: {
            path: {
              type: 'string',
              description: trans.__(
                'The notebook, as the file browser names it'
              )
            }
          }
        }
      },
      // What continues stands in places that don't follow which document is open: it says so itself.
      isEnabled: args => continues || pathOf(args) !== null,
      execute: async args => {
        const path = pathOf(args);
        if (path === null) {
          Notification.info(
            trans.__('Open the notebook that shall run as a batch job first.')
          );
          return;
        }
        await runNotebook(context, path, continues).catch(error =>
          tellError(context, error)
        );
      }
    });
  };
  const current = (args: ReadonlyPartialJSONObject): string | null =>
    typeof args['path'] === 'string'
      ? args['path']
      : (currentNotebook(app, manager)?.path ?? null);
  const label = trans.__('Run as Batch Job…');
  const caption = trans.__('Execute a copy of the notebook in a Slurm job');
  add(RUN_NOTEBOOK, { label, caption }, current);
  add(RUN_SELECTED, { label, caption }, () => selectedNotebook(app));
  add(
    CONTINUE_AS_JOB,
    {
      label: trans.__('Continue as Batch Job…'),
      caption: trans.__(
        'Run the notebook from its top in a Slurm job of its own, which outlives this session'
      )
    },
    current,
    true
  );
}

function addOpenCommand(context: IRunContext): void {
  const { app, client, trans } = context;
  app.commands.addCommand(OPEN_JOB_NOTEBOOK, {
    label: trans.__('Open Notebook of Job'),
    describedBy: {
      args: {
        type: 'object',
        required: ['job'],
        properties: {
          job: { type: 'string', description: trans.__('The id of a job') }
        }
      }
    },
    isEnabled: args => typeof args['job'] === 'string',
    execute: async args => {
      const job = args['job'];
      if (typeof job !== 'string') {
        return;
      }
      try {
        const request = { path: { job_id: job } };
        const { path } = await client.get('/jobs/{job_id}/notebook', request);
        if (path) {
          await app.commands.execute('docmanager:open', { path });
        }
      } catch (error) {
        await tellError(context, error);
      }
    }
  });
}

function tellError({ trans }: IRunContext, error: unknown): Promise<void> {
  return showErrorMessage(
    trans.__('The notebook isn’t run as a batch job'),
    errorText(asApiError(error), trans)
  );
}
