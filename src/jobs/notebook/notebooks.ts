/** The notebooks that JupyterLab shows: the one that is worked on, and the one selected in the file browser. */

import { JupyterFrontEnd } from '@jupyterlab/application';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { Contents } from '@jupyterlab/services';
import { Widget } from '@lumino/widgets';

/** An open document. */
export type OpenDocument = NonNullable<
  ReturnType<IDocumentManager['contextForWidget']>
>;

/** The id of JupyterLab's own file browser. */
const FILE_BROWSER = 'filebrowser';

/** The notebook that one works on: the current tab's, or else the one that is seen. */
export function currentNotebook(
  { shell }: JupyterFrontEnd,
  manager: IDocumentManager
): OpenDocument | null {
  const widgets = [...shell.widgets('main')].filter(
    ({ isVisible }) => isVisible
  );
  const found = [shell.currentWidget, ...widgets].flatMap(widget => {
    const context = widget && manager.contextForWidget(widget);
    return context && isNotebook(context.path) ? [context] : [];
  });
  return found[0] ?? null;
}

/** The open document of a path; null where it isn't open. */
export function openNotebook(
  { shell }: JupyterFrontEnd,
  manager: IDocumentManager,
  path: string
): OpenDocument | null {
  for (const widget of shell.widgets('main')) {
    const context = manager.contextForWidget(widget);
    if (context?.path === path) {
      return context;
    }
  }
  return null;
}

/**
 * The path of the one notebook that is selected in the file browser; null where it isn't one.
 *
 * The sidebar is asked, not the package `@jupyterlab/filebrowser`: one path isn't worth its weight.
 */
export function selectedNotebook({ shell }: JupyterFrontEnd): string | null {
  for (const side of ['left', 'right'] as const) {
    for (const widget of shell.widgets(side)) {
      if (widget.id === FILE_BROWSER) {
        const [item, ...others] = selectedIn(widget);
        return item && !others.length && isNotebook(item.path)
          ? item.path
          : null;
      }
    }
  }
  return null;
}

function selectedIn(
  browser: Widget & { selectedItems?: () => Iterable<Contents.IModel> }
): Contents.IModel[] {
  return [...(browser.selectedItems?.() ?? [])];
}

function isNotebook(path: string): boolean {
  return path.endsWith('.ipynb');
}
