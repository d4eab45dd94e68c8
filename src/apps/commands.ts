/** The commands of the applications: open, stop, restart, show the log. */

import { ILabShell, JupyterFrontEnd } from '@jupyterlab/application';
import { showErrorMessage } from '@jupyterlab/apputils';
import { URLExt } from '@jupyterlab/coreutils';
import { TranslationBundle } from '@jupyterlab/translation';
import { ReadonlyPartialJSONObject } from '@lumino/coreutils';

import { asApiError } from '../api/live';
import { errorText } from '../ui/errorText';
import { ISessionPanel } from '../ui/sessionPanel';
import {
  APP_COMMANDS,
  folderIn,
  nameIn,
  OPEN_APP,
  OPEN_APP_WITH_NETWORK,
  RESTART_APP,
  SHOW_APP_LOG,
  STOP_APP
} from './commandIds';
import { confirmRestart, confirmStop, offerLink, showLog } from './dialogs';
import { iconOf } from './icons';
import { App, AppsModel, IHow } from './model';
import { LabTabs, openBrowserTab } from './opening';

/** What the commands work with. */
export interface ICommandContext {
  app: JupyterFrontEnd;
  model: AppsModel;
  panel: ISessionPanel | null;
  labShell: ILabShell | null;
  opensInLab: () => boolean;
  /** What the file browser shows; undefined where there is none. */
  shownFolder: () => string | undefined;
  trans: TranslationBundle;
}

const ARGS = {
  args: {
    type: 'object',
    required: ['name'],
    properties: {
      name: {
        type: 'string',
        description: 'The application, such as openrefine'
      }
    }
  }
} as const;

/** Add them. */
export function addCommands(context: ICommandContext): void {
  const { app, model, trans } = context;
  const { commands } = app;
  const find = (args: ReadonlyPartialJSONObject): App | undefined =>
    model.app(nameIn(args));
  const titleOf = (args: ReadonlyPartialJSONObject): string =>
    find(args)?.title ?? trans.__('application');
  const isUp = (args: ReadonlyPartialJSONObject): boolean =>
    ['running', 'starting'].includes(find(args)?.state ?? '');

  const open = createOpener(context);
  commands.addCommand(OPEN_APP, {
    label: args =>
      // The Launcher's category says already that its cards open applications.
      'cwd' in args ? titleOf(args) : trans.__('Open %1', titleOf(args)),
    caption: args => trans.__('Open %1', titleOf(args)),
    icon: args => iconOf(nameIn(args)),
    describedBy: ARGS,
    isEnabled: args => {
      const found = find(args);
      return found !== undefined && found.state !== 'unavailable';
    },
    execute: args => {
      const found = find(args);
      return found && open(found, { folder: folderIn(args) });
    }
  });
  const mayBeGivenNetwork = (args: ReadonlyPartialJSONObject): boolean =>
    find(args)?.network === false && !isUp(args);
  commands.addCommand(OPEN_APP_WITH_NETWORK, {
    label: args => trans.__('Open %1 with Network', titleOf(args)),
    caption: args =>
      trans.__(
        '%1 may reach the internet until it is stopped, such as for reconciliation services',
        titleOf(args)
      ),
    icon: args => iconOf(nameIn(args)),
    describedBy: ARGS,
    isEnabled: mayBeGivenNetwork,
    isVisible: mayBeGivenNetwork,
    execute: args => {
      const found = find(args);
      return found && open(found, { network: true });
    }
  });
  commands.addCommand(STOP_APP, {
    label: args => trans.__('Stop %1…', titleOf(args)),
    describedBy: ARGS,
    isEnabled: isUp,
    isVisible: isUp,
    execute: async args => {
      const { name, title } = find(args)!;
      if (await confirmStop(title, trans)) {
        await report(context, title, () => model.stop(name));
      }
    }
  });
  commands.addCommand(RESTART_APP, {
    label: args => trans.__('Restart %1…', titleOf(args)),
    describedBy: ARGS,
    isEnabled: isUp,
    isVisible: isUp,
    execute: async args => {
      const { name, title } = find(args)!;
      if (await confirmRestart(title, trans)) {
        await report(context, title, () => model.restart(name));
      }
    }
  });
  commands.addCommand(SHOW_APP_LOG, {
    label: args => trans.__('Show log of %1', titleOf(args)),
    describedBy: ARGS,
    isEnabled: args => find(args) !== undefined,
    execute: args => {
      const { name, title } = find(args)!;
      return showLog(model, name, title, trans);
    }
  });
  model.changed.connect(() => {
    for (const id of APP_COMMANDS) {
      commands.notifyCommandChanged(id);
    }
  });
}

/** What opens an application; it has to be called in the event of the person's click. */
function createOpener(
  context: ICommandContext
): (target: App, how: IHow) => Promise<void> {
  const { app, model, labShell, opensInLab, shownFolder, trans } = context;
  const labTabs = labShell && new LabTabs(labShell);
  const { baseUrl } = app.serviceManager.serverSettings;
  return async ({ name, title }, how) => {
    const folder = how.folder ?? shownFolder();
    const opening =
      labTabs && opensInLab()
        ? labTabs.open(name, title)
        : openBrowserTab(title, trans);
    const running = await report(context, title, () =>
      model.run(name, { ...how, folder })
    );
    if (!running) {
      opening?.cancel();
      return;
    }
    const url = URLExt.join(baseUrl, running.url ?? '');
    if (opening) {
      opening.show(url, running.started_at ?? null);
    } else {
      await offerLink(title, url, trans);
    }
  };
}

/** Do something; what goes wrong stands in the application's tile, and in a dialog where nobody sees that. */
async function report(
  { panel, trans }: ICommandContext,
  title: string,
  action: () => Promise<App>
): Promise<App | null> {
  try {
    return await action();
  } catch (error) {
    if (!panel?.isVisible) {
      const failure = asApiError(error);
      const text = [errorText(failure, trans), failure.detail]
        .filter(Boolean)
        .join('\n');
      await showErrorMessage(title, text || trans.__('It did not start.'));
    }
    return null;
  }
}
