/** The tab with a module's details in the main area, and the command that opens it. */

import { ILayoutRestorer, JupyterFrontEnd } from '@jupyterlab/application';
import { MainAreaWidget, WidgetTracker } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import { DisposableSet, IDisposable } from '@lumino/disposable';
import * as React from 'react';

import type { ApiClient } from '../api/client';
import { Live } from '../api/live';
import type { IAppOffers } from '../api/tokens';
import { TranslationContext } from '../ui/translation';
import type { CatalogModel } from './catalogModel';
import { CommandIds } from './commandIds';
import { DetailsView, IDetailsViewProps } from './detailsView';
import { askForModule } from './dialogs';
import { softwareIcon } from './icons';
import type { ModulesModel } from './modulesModel';

/** What the tabs work with. */
export interface IDetailsContext {
  app: JupyterFrontEnd;
  client: ApiClient;
  modules: ModulesModel;
  catalog: CatalogModel;
  apps: IAppOffers;
  trans: TranslationBundle;
  /** Opens the tabs again after a reload of the page. */
  restorer: ILayoutRestorer | null;
}

/** Add the command; disposing of the answer removes it and closes the tabs. */
export function addDetailsCommand(context: IDetailsContext): IDisposable {
  const { app, trans, restorer } = context;
  const tracker = new WidgetTracker<DetailsTab>({
    namespace: 'hpclab-details'
  });
  const command = app.commands.addCommand(CommandIds.details, {
    label: trans.__('Module Details…'),
    caption: trans.__('Show what a module is, needs, provides and sets'),
    icon: softwareIcon,
    describedBy: {
      args: {
        type: 'object',
        properties: {
          module: {
            type: 'string',
            description: trans.__(
              'The name, or name and version, of the module'
            )
          }
        }
      }
    },
    execute: async ({ module: wanted }) => {
      const module =
        typeof wanted === 'string' && wanted
          ? wanted
          : await askForModule(trans.__('Module Details'), trans);
      if (module) {
        open(module, tracker, context);
      }
    }
  });
  void restorer?.restore(tracker, {
    command: CommandIds.details,
    args: ({ content }) => ({ module: content.module }),
    name: ({ content }) => content.module
  });
  return DisposableSet.from([command, tracker]);
}

type DetailsTab = MainAreaWidget<DetailsBody>;

/** Show a module's tab, the one that is there where there is one. */
function open(
  module: string,
  tracker: WidgetTracker<DetailsTab>,
  { app, client, modules, catalog, apps, trans }: IDetailsContext
): void {
  const known = tracker.find(({ content }) => content.module === module);
  if (known) {
    app.shell.activateById(known.id);
    return;
  }
  const content = new DetailsBody(
    {
      module,
      modules,
      catalog,
      commands: app.commands,
      apps,
      detailsOf: name =>
        new Live({
          name: 'details',
          ask: signal =>
            client.get('/software/details', { query: { module: name }, signal })
        })
    },
    trans
  );
  const tab = new MainAreaWidget({ content });
  if (!catalog.catalog) {
    void catalog.refresh();
  }
  void tracker.add(tab);
  app.shell.add(tab, 'main', { type: 'Module Details' });
  app.shell.activateById(tab.id);
}

class DetailsBody extends ReactWidget {
  constructor(
    private readonly _props: IDetailsViewProps,
    private readonly _trans: TranslationBundle
  ) {
    super();
    this.addClass('hpclab-Panel');
    this.node.tabIndex = -1;
    this.title.label = _props.module;
    this.title.caption = _trans.__('Details of %1', _props.module);
    this.title.icon = softwareIcon;
  }

  /** What the tab was opened for. */
  get module(): string {
    return this._props.module;
  }

  protected render(): React.JSX.Element {
    return (
      <TranslationContext.Provider value={this._trans}>
        <DetailsView {...this._props} />
      </TranslationContext.Provider>
    );
  }
}
