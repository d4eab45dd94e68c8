/** Opens an application's page: in a tab of the browser, or in a tab of JupyterLab. */

import { ILabShell } from '@jupyterlab/application';
import { MainAreaWidget } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import { IFrame } from '@jupyterlab/ui-components';
import { Widget } from '@lumino/widgets';

import { iconOf } from './icons';

/** A page that is opened at once, and gets its address when the application runs. */
export interface IOpening {
  /** Show the application at its address, in the run that began at `startedAt`. */
  show(url: string, startedAt: number | null): void;
  /** The application didn't come up: take the page away. */
  cancel(): void;
}

/**
 * Open a tab of the browser that says that the application starts.
 *
 * It has to be called in the very event of the person's click, or browsers take it for a pop-up.
 *
 * @returns null where the browser opened none.
 */
export function openBrowserTab(
  title: string,
  trans: TranslationBundle
): IOpening | null {
  const tab = window.open('', '_blank');
  if (!tab) {
    return null;
  }
  // The application's page shall have no hold on JupyterLab's.
  tab.opener = null;
  sayStarting(tab.document, title, trans);
  return {
    show: url => {
      if (!tab.closed) {
        tab.location.replace(url);
      }
    },
    cancel: () => tab.close()
  };
}

function sayStarting(
  page: Document,
  title: string,
  trans: TranslationBundle
): void {
  page.title = title;
  page.documentElement.lang = document.documentElement.lang;
  const text = page.createElement('p');
  text.setAttribute('role', 'status');
  text.textContent = trans.__(
    '%1 is starting. Its page comes up here by itself.',
    title
  );
  page.body.append(text);
  const theme = getComputedStyle(document.body);
  Object.assign(page.body.style, {
    alignItems: 'center',
    background: theme.getPropertyValue('--jp-layout-color1'),
    color: theme.getPropertyValue('--jp-ui-font-color1'),
    display: 'flex',
    fontFamily: theme.getPropertyValue('--jp-ui-font-family'),
    height: '100vh',
    justifyContent: 'center',
    margin: '0'
  });
}

/** Opens applications in tabs of JupyterLab, each in one. */
export class LabTabs {
  constructor(private readonly _shell: ILabShell) {}

  /** Open a tab, or go to the one that there is. */
  open(name: string, title: string): IOpening {
    const known = this._tabs.get(name);
    if (known) {
      this._shell.activateById(known.id);
      return {
        show: (url, startedAt) => this._load(known, url, startedAt),
        cancel: () => undefined
      };
    }
    let reveal = (): void => undefined;
    const revealed = new Promise<void>(resolve => {
      reveal = resolve;
    });
    const tab = createTab(name, title, revealed);
    this._tabs.set(name, tab);
    tab.disposed.connect(() => this._tabs.delete(name));
    this._shell.add(tab, 'main');
    this._shell.activateById(tab.id);
    return {
      show: (url, startedAt) => {
        this._load(tab, url, startedAt);
        reveal();
      },
      cancel: () => tab.dispose()
    };
  }

  /** Load a page, unless it is there already: loading the same run again could lose what was typed in it. */
  private _load(
    tab: MainAreaWidget<IFrame>,
    url: string,
    startedAt: number | null
  ): void {
    if (!tab.isDisposed && this._runs.get(tab) !== startedAt) {
      this._runs.set(tab, startedAt);
      tab.content.url = url;
    }
  }

  private readonly _runs = new WeakMap<Widget, number | null>();
  private readonly _tabs = new Map<string, MainAreaWidget<IFrame>>();
}

function createTab(
  name: string,
  title: string,
  revealed: Promise<void>
): MainAreaWidget<IFrame> {
  const content = new IFrame({
    // The applications are the person's own, on JupyterLab's origin; only the window above is not theirs to move.
    sandbox: [
      'allow-downloads',
      'allow-forms',
      'allow-modals',
      'allow-popups',
      'allow-same-origin',
      'allow-scripts'
    ]
  });
  content.node.querySelector('iframe')?.setAttribute('title', title);
  const tab = new MainAreaWidget({ content, reveal: revealed });
  tab.toolbar.hide(); // an empty one is a bar above the page
  tab.id = `hpclab-app-${name}`;
  tab.title.label = title;
  tab.title.icon = iconOf(name);
  tab.title.closable = true;
  return tab;
}
