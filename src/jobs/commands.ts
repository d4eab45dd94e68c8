/** The commands of the jobs: cancel, hold, release, requeue; open a job's folder, or a terminal there. */

import { JupyterFrontEnd } from '@jupyterlab/application';
import { showErrorMessage } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import {
  folderIcon,
  LabIcon,
  stopIcon,
  terminalIcon
} from '@jupyterlab/ui-components';
import { CommandRegistry } from '@lumino/commands';

import { asApiError } from '../api/live';
import { errorText } from '../ui/errorText';
import {
  ACTION_COMMANDS,
  jobsIn,
  OPEN_FOLDER,
  OPEN_TERMINAL,
  pathIn
} from './commandIds';
import { confirmAction, tellFailures } from './dialogs';
import type { Action, JobsModel } from './model';

/** What the commands work with. */
export interface ICommandContext {
  app: JupyterFrontEnd;
  model: JobsModel;
  trans: TranslationBundle;
}

/** Add them. */
export function addCommands(context: ICommandContext): void {
  const { app, trans } = context;
  addAction(context, 'cancel', trans.__('Cancel Jobs…'), stopIcon);
  addAction(context, 'hold', trans.__('Hold Jobs'));
  addAction(context, 'release', trans.__('Release Jobs'));
  addAction(context, 'requeue', trans.__('Requeue Jobs…'));
  addFolderCommands(app, trans);
}

function addAction(
  { app, model, trans }: ICommandContext,
  action: Action,
  label: string,
  icon?: LabIcon
): void {
  app.commands.addCommand(ACTION_COMMANDS[action], {
    label,
    icon,
    describedBy: {
      args: {
        type: 'object',
        required: ['jobs'],
        properties: {
          jobs: {
            type: 'array',
            items: { type: 'string' },
            description: trans.__('Ids of jobs, arrays or tasks of arrays')
          }
        }
      }
    },
    isEnabled: args => jobsIn(args).length > 0,
    execute: async args => {
      const jobs = jobsIn(args);
      if (!(await confirmAction(action, jobs, trans))) {
        return;
      }
      try {
        const result = await model.act(action, jobs);
        if (result.failed.length) {
          await tellFailures(result, trans);
        }
      } catch (error) {
        await showErrorMessage(label, errorText(asApiError(error), trans));
      }
    }
  });
}

const PATH_ARGUMENTS = (description: string) =>
  ({
    args: {
      type: 'object',
      required: ['path'],
      properties: { path: { type: 'string', description } }
    }
  }) as const;

function addFolderCommands(
  { commands, serviceManager }: JupyterFrontEnd,
  trans: TranslationBundle
): void {
  commands.addCommand(OPEN_FOLDER, {
    label: trans.__('Open Folder of Job'),
    icon: folderIcon,
    describedBy: PATH_ARGUMENTS(
      trans.__('The folder, as the file browser names it')
    ),
    isEnabled: args =>
      pathIn(args) !== null && commands.hasCommand('filebrowser:open-path'),
    execute: args =>
      commands.execute('filebrowser:open-path', { path: pathIn(args) || '/' })
  });
  commands.addCommand(OPEN_TERMINAL, {
    label: trans.__('Open Terminal in Folder of Job'),
    icon: terminalIcon,
    describedBy: PATH_ARGUMENTS(trans.__('The folder, as a path of the disk')),
    isEnabled: args => pathIn(args) !== null && hasTerminals(commands),
    execute: async args => {
      const { model } = await serviceManager.terminals.startNew({
        cwd: pathIn(args) ?? ''
      });
      await commands.execute('terminal:open', { name: model.name });
    }
  });
}

function hasTerminals(commands: CommandRegistry): boolean {
  return commands.hasCommand('terminal:open');
}
