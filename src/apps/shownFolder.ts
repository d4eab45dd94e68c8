/** The folder that the file browser shows. */

import { ILabShell } from '@jupyterlab/application';
import { Widget } from '@lumino/widgets';

/** The id of JupyterLab's own file browser. */
const FILE_BROWSER = 'filebrowser';

/**
 * What the file browser shows, as a path below the server's root.
 *
 * The sidebar is asked, not the package `@jupyterlab/filebrowser`: one path isn't worth its weight.
 *
 * @returns undefined where there is no file browser, or it shows another place than the server's disk.
 */
export function shownFolder(labShell: ILabShell | null): string | undefined {
  for (const side of ['left', 'right'] as const) {
    for (const widget of labShell?.widgets(side) ?? []) {
      if (widget.id === FILE_BROWSER) {
        return pathOf(widget);
      }
    }
  }
  return undefined;
}

/** The path of a file browser's model; a colon in it names a drive that isn't the server's. */
function pathOf(browser: Widget & { model?: unknown }): string | undefined {
  const { model } = browser;
  const path =
    model && typeof model === 'object' && 'path' in model ? model.path : null;
  return typeof path === 'string' && !path.includes(':') ? path : undefined;
}
