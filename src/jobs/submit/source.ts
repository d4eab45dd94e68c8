/** The script that a person means: what they have selected in the file browser, or edit. */

import { ILabShell, JupyterFrontEnd } from '@jupyterlab/application';
import { IDocumentManager } from '@jupyterlab/docmanager';

import { isLocal, selectedFile } from '../../ui/fileBrowser';
import type { ISource } from './model';

/** The ends of scripts' names; names without one are scripts too. */
const SCRIPT =
  /^[^.]+$|\.(sh|bash|zsh|csh|slurm|sbatch|job|sub|batch|py|pl|r|jl|lua)$/i;

/** Whether a file looks like a script by its name. */
export function isScript(path: string): boolean {
  return SCRIPT.test(path.slice(path.lastIndexOf('/') + 1));
}

/** The script that is selected in the file browser; null where it is something else. */
export function selectedScript(labShell: ILabShell | null): ISource | null {
  const path = selectedFile(labShell);
  return path !== null && isScript(path) ? { path } : null;
}

/** The script that is edited, with what isn't saved; null where something else is. */
export function editedScript(
  shell: JupyterFrontEnd.IShell,
  documents: IDocumentManager | null
): ISource | null {
  const widget = shell.currentWidget;
  const context = widget && documents?.contextForWidget(widget);
  if (!context || context.contentsModel?.type !== 'file') {
    return null;
  }
  return isLocal(context.path) && isScript(context.path)
    ? { path: context.path, script: context.model.toString() }
    : null;
}
