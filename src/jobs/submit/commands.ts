/** The command that opens the form: from the Jobs tab, the palette, the file browser, an editor, a job's details. */

import { ILabShell, ILayoutRestorer } from '@jupyterlab/application';
import { WidgetTracker } from '@jupyterlab/apputils';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { ReadonlyPartialJSONObject } from '@lumino/coreutils';

import { isLocal, shownFolder } from '../../ui/fileBrowser';
import { SUBMIT_FILE, SUBMIT_JOB } from '../commandIds';
import { jobsIcon } from '../icons';
import type { ISource } from './model';
import { editedScript, selectedScript } from './source';
import { ISubmitContext, openSubmitTab, SubmitTracker } from './tab';

/** Where the entry stands in the menus: among those that do something with the file. */
const RANK = 4;

/** What the commands work with, beside the tabs. */
export interface ISubmitCommandContext extends Omit<ISubmitContext, 'tracker'> {
  restorer: ILayoutRestorer | null;
  labShell: ILabShell | null;
  documents: IDocumentManager | null;
}

/** Add the commands, and their entries in the menus of files and editors. */
export function addSubmitCommands(options: ISubmitCommandContext): void {
  const { app, trans, restorer, labShell, documents } = options;
  const tracker: SubmitTracker = new WidgetTracker({
    namespace: 'hpclab-submit'
  });
  const context = { ...options, tracker };
  const text = (description: string) =>
    ({ type: 'string', description }) as const;
  app.commands.addCommand(SUBMIT_JOB, {
    // The Launcher's cards say what they open, menus what they do.
    label: args =>
      'cwd' in args ? trans.__('Submit Job') : trans.__('Submit Job…'),
    caption: trans.__('Submit a batch script to Slurm'),
    icon: jobsIcon,
    describedBy: {
      args: {
        type: 'object',
        properties: {
          path: text(trans.__('The script, as the file browser names it')),
          script: text(trans.__('The text of the script')),
          folder: text(trans.__('The folder that the job runs in')),
          again: text(trans.__('The id of a job to submit again')),
          form: text(trans.__('Names the form when it is opened again'))
        }
      }
    },
    execute: args => {
      const source = sourceIn(args);
      const folder = folderIn(args) ?? shownFolder(labShell);
      const isNew = source.path === undefined && source.folder === undefined;
      openSubmitTab(context, {
        ...source,
        ...(isNew && folder !== undefined && { folder })
      });
    }
  });

  void restorer?.restore(tracker, {
    command: SUBMIT_JOB,
    args: ({ content }) => ({ ...content.kept }),
    name: ({ content }) => content.kept.form ?? ''
  });

  const ofFile = (isEditor: boolean): ISource | null =>
    isEditor ? editedScript(app.shell, documents) : selectedScript(labShell);
  app.commands.addCommand(SUBMIT_FILE, {
    label: trans.__('Submit to Slurm…'),
    icon: jobsIcon,
    describedBy: {
      args: {
        type: 'object',
        properties: {
          editor: {
            type: 'boolean',
            description: trans.__('The edited script, not the selected one')
          }
        }
      }
    },
    isVisible: args => ofFile(args['editor'] === true) !== null,
    execute: args => {
      const source = ofFile(args['editor'] === true);
      if (source) {
        openSubmitTab(context, source);
      }
    }
  });
  app.contextMenu.addItem({
    command: SUBMIT_FILE,
    selector: '.jp-DirListing-item[data-isdir="false"]',
    rank: RANK
  });
  app.contextMenu.addItem({
    command: SUBMIT_FILE,
    args: { editor: true },
    selector: '.jp-FileEditor',
    rank: RANK
  });
}

/** The folder that the Launcher stands in. */
function folderIn({ cwd }: ReadonlyPartialJSONObject): string | undefined {
  return typeof cwd === 'string' && isLocal(cwd) ? cwd : undefined;
}

function sourceIn(args: ReadonlyPartialJSONObject): ISource {
  const source: ISource = {};
  for (const name of ['path', 'script', 'folder', 'again', 'form'] as const) {
    const value = args[name];
    if (typeof value === 'string') {
      source[name] = value;
    }
  }
  return source;
}
