/** The Software panel, its commands, its item in the status bar, and `IModules` for others. */

import {
  ILayoutRestorer,
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette, IToolbarWidgetRegistry } from '@jupyterlab/apputils';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { IStateDB } from '@jupyterlab/statedb';
import { IStatusBar } from '@jupyterlab/statusbar';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';
import { DisposableSet, IDisposable } from '@lumino/disposable';

import { IAppOffers, IHpcLab } from '../api/tokens';
import { announceFailedStart } from './atStartNotice';
import type { ICommandContext } from './carryOut';
import { CatalogModel } from './catalogModel';
import { addCollectionCommands } from './collectionCommands';
import { CommandIds } from './commandIds';
import { addChangeCommands, addCopyCommands } from './commands';
import { addDetailsCommand } from './detailsTab';
import { FiltersModel } from './filters';
import { softwareIcon } from './icons';
import { addToToolbars } from './kernelModules';
import { Kernels } from '../ui/kernels';
import { addLastModulesCommand } from './lastModulesCommand';
import { ModulesModel } from './modulesModel';
import { NO_APPS } from './noApps';
import { addPathCommands } from './pathCommands';
import { addRestartCommand } from './restartKernels';
import { DEFAULT_SETTINGS, ISoftwareSettings, readSettings } from './settings';
import { ModulesStatusItem } from './statusItem';
import { IModules } from './tokens';
import { UsersModel } from './usersModel';
import { SoftwareWidget } from './widget';

const ID = 'hpclab:software';

/** Third-party panels come after JupyterLab's own. */
const SIDEBAR_RANK = 510;

const STATUS_BAR_RANK = 30;

export const plugin: JupyterFrontEndPlugin<IModules> = {
  id: ID,
  description: 'Adds the Software panel: find, load and unload modules.',
  autoStart: true,
  provides: IModules,
  requires: [IHpcLab],
  optional: [
    ITranslator,
    ISettingRegistry,
    ICommandPalette,
    ILayoutRestorer,
    IStatusBar,
    IStateDB,
    IAppOffers,
    IToolbarWidgetRegistry
  ],
  activate: (
    app: JupyterFrontEnd,
    hpclab: IHpcLab,
    translator: ITranslator | null,
    registry: ISettingRegistry | null,
    palette: ICommandPalette | null,
    restorer: ILayoutRestorer | null,
    statusBar: IStatusBar | null,
    state: IStateDB | null,
    apps: IAppOffers | null,
    toolbars: IToolbarWidgetRegistry | null
  ): IModules => {
    const { client, changes } = hpclab;
    const { commands, shell } = app;
    const trans = (translator ?? nullTranslator).load('hpclab');
    const modules = new ModulesModel(client, changes);
    const catalog = new CatalogModel(client, changes);
    const users = new UsersModel({
      client,
      changes,
      events: app.serviceManager.events,
      terminals: app.serviceManager.terminals
    });
    const filters = new FiltersModel();
    const widget = new SoftwareWidget({
      modules,
      catalog,
      users,
      filters,
      commands,
      translator: translator ?? nullTranslator
    });
    const kernels = new Kernels(app);
    let settings = DEFAULT_SETTINGS;

    const open = commands.addCommand(CommandIds.open, {
      label: trans.__('Search Software'),
      caption: trans.__('Open the Software panel and search'),
      icon: softwareIcon,
      describedBy: { args: { type: 'object', properties: {} } },
      execute: () => {
        shell.activateById(widget.id);
        widget.focusSearch();
      }
    });
    const context: ICommandContext = {
      commands,
      modules,
      trans,
      alwaysConfirms: () => settings.alwaysConfirms,
      isPanelShown: () => widget.isVisible
    };
    const changeCommands = DisposableSet.from([
      addChangeCommands(context),
      addCollectionCommands(context),
      addPathCommands(context),
      addLastModulesCommand(context),
      addToPalette(palette, trans.__('Software'), [
        CommandIds.load,
        CommandIds.loadLast,
        CommandIds.unload,
        CommandIds.swap,
        CommandIds.reset,
        CommandIds.unloadAll,
        CommandIds.undo,
        CommandIds.saveCollection,
        CommandIds.restoreCollection,
        CommandIds.usePath
      ])
    ]);
    const everything = DisposableSet.from([
      open,
      widget,
      filters,
      changeCommands,
      addCopyCommands(context),
      addDetailsCommand({
        app,
        client,
        modules,
        catalog,
        apps: apps ?? NO_APPS,
        trans,
        restorer
      }),
      addRestartCommand({ commands, users, kernels, trans }),
      addToPalette(palette, trans.__('Software'), [
        CommandIds.open,
        CommandIds.copy,
        CommandIds.copyHeader,
        CommandIds.details,
        CommandIds.restartKernels
      ])
    ]);

    shell.add(widget, 'left', { rank: SIDEBAR_RANK, type: 'Software' });
    restorer?.add(widget, widget.id);
    if (toolbars) {
      addToToolbars(toolbars, { users, kernels, trans });
    }
    announceStates(commands, modules);
    announceFailedStart(context);
    followKernelspecs(app, hpclab);
    widget.apps = apps ?? NO_APPS;
    if (state) {
      void filters.remember(state);
    }
    followSettings(registry, filters, latest => {
      settings = latest;
      widget.settings = latest;
    });

    void hpclab.isEnabled('modules.change.ahead').then(isEnabled => {
      modules.plansAhead = isEnabled;
    });
    void obeySite(hpclab, {
      withoutModules: () => everything.dispose(),
      withoutChanges: () => {
        widget.allowsChange = false;
        changeCommands.dispose();
      },
      withModules: () => {
        if (statusBar) {
          everything.add(addStatusItem(statusBar, modules, app, trans));
        } else {
          // Commands need to know what is loaded before anybody opens the panel.
          void modules.refresh();
        }
      }
    });
    hpclab.status.then(
      status => {
        widget.system = status.modules;
      },
      () => undefined
    );
    return modules;
  }
};

/** What follows from what a site has left. */
interface IConsequences {
  withoutModules: () => void;
  withoutChanges: () => void;
  withModules: () => void;
}

/** Take away what the site has switched off. */
async function obeySite(
  hpclab: IHpcLab,
  { withoutModules, withoutChanges, withModules }: IConsequences
): Promise<void> {
  if (!(await hpclab.isEnabled('modules'))) {
    withoutModules();
    return;
  }
  if (!(await hpclab.isEnabled('modules.change'))) {
    withoutChanges();
  }
  withModules();
}

/** Menus and the palette show whether a command works right now. */
function announceStates(
  commands: CommandRegistry,
  modules: ModulesModel
): void {
  modules.stateChanged.connect(() => {
    Object.values(CommandIds)
      .filter(id => commands.hasCommand(id))
      .forEach(id => commands.notifyCommandChanged(id));
  });
}

/** Kernels that a module brings appear without a reload of the page. */
function followKernelspecs(
  { serviceManager }: JupyterFrontEnd,
  { changes }: IHpcLab
): void {
  changes.changed.connect((_, { capability }) => {
    if (capability === 'kernels') {
      void serviceManager.kernelspecs.refreshSpecs();
    }
  });
}

/** Apply the settings as they change; the filter for hidden modules is one of them. */
function followSettings(
  registry: ISettingRegistry | null,
  filters: FiltersModel,
  apply: (settings: ISoftwareSettings) => void
): void {
  registry?.load(ID).then(
    loaded => {
      const follow = (): void => {
        const settings = readSettings(loaded);
        filters.set({ hidden: settings.showHidden });
        apply(settings);
      };
      follow();
      loaded.changed.connect(follow);
      filters.changed.connect(() => {
        const { hidden } = filters.value;
        if (hidden !== readSettings(loaded).showHidden) {
          void loaded.set('showHidden', hidden);
        }
      });
    },
    // Without its schema, the defaults hold.
    () => undefined
  );
}

function addToPalette(
  palette: ICommandPalette | null,
  category: string,
  ids: readonly string[]
): IDisposable {
  return DisposableSet.from(
    palette
      ? ids.map(command =>
          palette.addItem({ command, category, args: { isPalette: true } })
        )
      : []
  );
}

function addStatusItem(
  statusBar: IStatusBar,
  modules: ModulesModel,
  { commands }: JupyterFrontEnd,
  trans: ICommandContext['trans']
): IDisposable {
  const item = new ModulesStatusItem(
    modules,
    () => void commands.execute(CommandIds.open),
    trans
  );
  return DisposableSet.from([
    item,
    modules.watch(),
    statusBar.registerStatusItem('hpclab:modules', {
      item,
      align: 'left',
      rank: STATUS_BAR_RANK
    })
  ]);
}
