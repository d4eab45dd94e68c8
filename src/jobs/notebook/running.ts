/** Runs a notebook as a batch job: saves it, fills in the form, asks, submits, and tells of the job. */

import { JupyterFrontEnd } from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';
import { PathExt } from '@jupyterlab/coreutils';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { TranslationBundle } from '@jupyterlab/translation';

import type { ApiClient } from '../../api/client';
import { OPEN_JOBS } from '../commandIds';
import type { LastUsed } from '../submit/lastUsed';
import type { Targets } from '../submit/targets';
import { askForRun, IDialogContext } from './dialog';
import { figuresOf, figuresOfUse } from './figures';
import { ModuleChoice, NotebookForm } from './formModel';
import { openNotebook } from './notebooks';
import { INotebookText, parametersOf } from './parameters';
import { ISurroundings, learn } from './surroundings';

/** The first that is there is chosen at first. */
const CHOICES = ['kernel', 'session', 'none'] as const;

/** What running a notebook works with. */
export interface IRunContext {
  app: JupyterFrontEnd;
  manager: IDocumentManager;
  client: ApiClient;
  targets: Targets;
  lastUsed: LastUsed;
  trans: TranslationBundle;
}

/** What is known of a notebook. */
interface INotebook {
  path: string;
  text: INotebookText & { metadata?: { kernelspec?: { name?: unknown } } };
  /** Its kernel's name, where one runs. */
  kernel: string | null;
  /** That kernel's id. */
  kernelId: string | null;
}

/**
 * Run a notebook as a batch job, where the person agrees.
 *
 * @param path - As the file browser names it.
 * @param continues - It is what one works on, and the session ends: the figures are what was used.
 * @throws Error - The notebook can't be saved or read.
 */
export async function runNotebook(
  context: IRunContext,
  path: string,
  continues: boolean
): Promise<void> {
  const dialog = await dialogOf(context, path, continues);
  const { form, name } = dialog;
  try {
    // Until Slurm takes it, or the person gives up: what was filled in stays.
    while (await askForRun(dialog)) {
      await save(context, path);
      const job = await form.submit();
      if (job !== null) {
        if (!form.isEdited) {
          context.lastUsed.keep(form.choices.options);
        }
        tell(context, job, name);
        return;
      }
    }
  } finally {
    form.dispose();
  }
}

/** What the dialog shows at first. */
async function dialogOf(
  context: IRunContext,
  path: string,
  continues: boolean
): Promise<IDialogContext> {
  const { client, manager, targets, trans } = context;
  void targets.load();
  const { kernelspecs } = context.app.serviceManager;
  await kernelspecs.ready;
  const kernels = Object.values(kernelspecs.specs?.kernelspecs ?? {}).flatMap(
    spec => (spec ? [{ name: spec.name, title: spec.display_name }] : [])
  );
  const notebook = await read(context, path);
  const around = await learn(client, notebook.kernelId);
  const { session, usage, modulePaths } = around;
  const modules = modulesOf(around);
  const moduleChoices = CHOICES.filter(
    choice => choice === 'none' || modules[choice]
  );
  const form = new NotebookForm({
    client,
    path: manager.services.contents.localPath(path),
    choices: {
      options: continues ? figuresOfUse(session, usage) : figuresOf(session),
      kernel: kernelOf(notebook, kernels, kernelspecs.specs?.default ?? ''),
      way: 'execute',
      modules: moduleChoices[0] ?? 'none',
      parameters: parametersOf(notebook.text)
    },
    modules,
    modulePaths
  });
  const name = PathExt.basename(path);
  const lastUsed = await context.lastUsed.read();
  return {
    ...{ form, name, kernels, moduleChoices, continues },
    ...{ targets, lastUsed, trans }
  };
}

function modulesOf(
  around: ISurroundings
): Record<ModuleChoice, string[] | null> {
  return {
    session: around.sessionModules,
    kernel: around.kernelModules,
    none: null
  };
}

async function read(
  { app, manager }: IRunContext,
  path: string
): Promise<INotebook> {
  const open = openNotebook(app, manager, path);
  const kernel = open?.sessionContext.session?.kernel ?? null;
  const text: unknown = open
    ? open.model.toJSON()
    : (await manager.services.contents.get(path)).content;
  return {
    path,
    text: text as INotebook['text'],
    kernel: kernel?.name ?? null,
    kernelId: kernel?.id ?? null
  };
}

/** The kernel that runs, or the one that the notebook names, where it is there. */
function kernelOf(
  { kernel, text }: INotebook,
  specs: readonly { name: string }[],
  fallback: string
): string {
  const named = [kernel, text.metadata?.kernelspec?.name];
  return specs.find(({ name }) => named.includes(name))?.name ?? fallback;
}

/** Save it, where it is open and has changed: the job runs a copy of the file. */
async function save(
  { app, manager }: IRunContext,
  path: string
): Promise<void> {
  const open = openNotebook(app, manager, path);
  if (open?.model.dirty) {
    await open.save();
  }
}

function tell({ app, trans }: IRunContext, job: string, name: string): void {
  Notification.success(trans.__('Job %1 runs %2.', job, clip(name)), {
    autoClose: 10_000,
    actions: [
      {
        label: trans.__('Show job'),
        callback: () => void app.commands.execute(OPEN_JOBS, { job })
      }
    ]
  });
}

/** A notification has room for 140 characters. */
function clip(name: string): string {
  return name.length > 60 ? `${name.slice(0, 59)}…` : name;
}
