/** What JupyterLab's file browser shows and what is selected in it.
 *
 * The sidebar is asked, not the package `@jupyterlab/filebrowser`: a path or two aren't worth its weight.
 */

import { ILabShell } from '@jupyterlab/application';
import { Widget } from '@lumino/widgets';

/** The id of JupyterLab's own file browser. */
const FILE_BROWSER = 'filebrowser';

/** The parts of a file browser that are used here. */
type Browser = Widget & {
  model?: unknown;
  selectedItems?: () => Iterable<{ type: string; path: string }>;
};

/**
 * What the file browser shows, as a path below the server's root.
 *
 * @returns undefined where there is no file browser, or it shows another place than the server's disk.
 */
export function shownFolder(labShell: ILabShell | null): string | undefined {
  const model = fileBrowser(labShell)?.model;
  const path =
    model && typeof model === 'object' && 'path' in model ? model.path : null;
  return typeof path === 'string' && isLocal(path) ? path : undefined;
}

/**
 * The file that is selected in the file browser, as a path below the server's root.
 *
 * @returns null where none is, or several are, or it lies elsewhere than on the server's disk.
 */
export function selectedFile(labShell: ILabShell | null): string | null {
  const [item, ...more] = fileBrowser(labShell)?.selectedItems?.() ?? [];
  return item?.type === 'file' && !more.length && isLocal(item.path)
    ? item.path
    : null;
}

/** Whether a path is one of the server's disk; a colon in it names another drive. */
export function isLocal(path: string): boolean {
  return !path.includes(':');
}

function fileBrowser(labShell: ILabShell | null): Browser | undefined {
  for (const side of ['left', 'right'] as const) {
    for (const widget of labShell?.widgets(side) ?? []) {
      if (widget.id === FILE_BROWSER) {
        return widget;
      }
    }
  }
  return undefined;
}
