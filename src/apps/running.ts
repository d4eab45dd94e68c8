/** Running applications in JupyterLab's list of what runs. */

import { IRunningSessions } from '@jupyterlab/running';
import { TranslationBundle } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';

import { OPEN_APP, STOP_APP } from './commandIds';
import { iconOf } from './icons';
import { App, AppsModel } from './model';
import { describeBriefly, describeState } from './words';

/** The list's section "Applications". */
export function runningManager(
  model: AppsModel,
  commands: CommandRegistry,
  trans: TranslationBundle
): IRunningSessions.IManager {
  const running = (): App[] =>
    (model.apps ?? []).filter(
      ({ state }) => state === 'running' || state === 'starting'
    );
  return {
    name: trans.__('Applications'),
    running: () =>
      running().map(app => runningItem(app, model, commands, trans)),
    runningChanged: model.changed,
    refreshRunning: () => {
      void model.refresh();
    },
    shutdownLabel: trans.__('Stop'),
    shutdownAllLabel: trans.__('Stop all'),
    shutdownAllConfirmationText: trans.__(
      'Stop all applications? What isn’t saved in them may be lost.'
    ),
    shutdownAll: () => {
      for (const { name } of running()) {
        // What goes wrong stands in the application's tile.
        model.stop(name).catch(() => undefined);
      }
    }
  };
}

function runningItem(
  app: App,
  model: AppsModel,
  commands: CommandRegistry,
  trans: TranslationBundle
): IRunningSessions.IRunningItem {
  const { name, title } = app;
  const now = (): number => Date.now() / 1000;
  const state = (): string =>
    describeState(app, model.errandOf(name), now(), trans).text;
  return {
    icon: () => iconOf(name),
    label: () => title,
    labelTitle: () => `${title}: ${state()}`,
    // JupyterLab gives it no more than a few letters.
    detail: () => describeBriefly(app, model.errandOf(name), now(), trans),
    open: () => {
      void commands.execute(OPEN_APP, { name });
    },
    shutdown: () => {
      void commands.execute(STOP_APP, { name });
    }
  };
}
