/** Puts the Software panel into JupyterLab's sidebar; the models are kept fresh while it is shown. */

import { ITranslator } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import { CommandRegistry } from '@lumino/commands';
import { DisposableSet, IDisposable } from '@lumino/disposable';
import { Message } from '@lumino/messaging';
import * as React from 'react';

import type { Schemas } from '../api/client';
import type { IAppOffers } from '../api/tokens';
import { TranslationContext } from '../ui/translation';
import type { CatalogModel } from './catalogModel';
import type { FiltersModel } from './filters';
import { softwareIcon } from './icons';
import type { ModulesModel } from './modulesModel';
import { NO_APPS } from './noApps';
import { SoftwarePanel } from './panel';
import { DEFAULT_SETTINGS, ISoftwareSettings } from './settings';
import type { UsersModel } from './usersModel';

/** What the widget is made of. */
export interface ISoftwareWidgetOptions {
  modules: ModulesModel;
  catalog: CatalogModel;
  users: UsersModel;
  filters: FiltersModel;
  commands: CommandRegistry;
  translator: ITranslator;
}

/** The widget in the sidebar. */
export class SoftwareWidget extends ReactWidget {
  constructor(private readonly _options: ISoftwareWidgetOptions) {
    super();
    const trans = _options.translator.load('hpclab');
    this.id = 'hpclab-software';
    this.addClass('hpclab-Panel');
    this.addClass('hpclab-Software');
    this.title.icon = softwareIcon;
    this.title.caption = trans.__('Software');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', trans.__('Software'));
  }

  /** The site lets modules be changed. */
  set allowsChange(allowsChange: boolean) {
    this._allowsChange = allowsChange;
    this.update();
  }

  /** What the person wants. */
  set settings(settings: ISoftwareSettings) {
    this._settings = settings;
    this.update();
  }

  /** The applications that need modules. */
  set apps(apps: IAppOffers) {
    this._apps = apps;
    this.update();
  }

  /** Where the modules come from. */
  set system(system: Schemas['ModulesStatus'] | null) {
    this._system = system;
    this.update();
  }

  /** Move the focus into the search box. */
  focusSearch(): void {
    this._search.current?.focus();
    this._search.current?.select();
  }

  protected render(): React.JSX.Element {
    const { modules, catalog, users, filters, commands, translator } =
      this._options;
    return (
      <TranslationContext.Provider value={translator.load('hpclab')}>
        <SoftwarePanel
          modules={modules}
          catalog={catalog}
          users={users}
          commands={commands}
          allowsChange={this._allowsChange}
          settings={this._settings}
          filters={filters}
          apps={this._apps}
          system={this._system}
          searchRef={this._search}
        />
      </TranslationContext.Provider>
    );
  }

  protected override onAfterShow(msg: Message): void {
    super.onAfterShow(msg);
    this._watch(true);
  }

  protected override onAfterHide(msg: Message): void {
    super.onAfterHide(msg);
    this._watch(false);
  }

  protected override onAfterAttach(msg: Message): void {
    super.onAfterAttach(msg);
    this._watch(this.isVisible);
  }

  protected override onBeforeDetach(msg: Message): void {
    this._watch(false);
    super.onBeforeDetach(msg);
  }

  /** The models ask the server only while somebody looks. */
  private _watch(isShown: boolean): void {
    this._watching?.dispose();
    const { modules, catalog, users } = this._options;
    this._watching = isShown
      ? DisposableSet.from([modules.watch(), catalog.watch(), users.watch()])
      : null;
  }

  private _watching: IDisposable | null = null;
  private readonly _search = React.createRef<HTMLInputElement>();
  private _allowsChange = true;
  private _settings = DEFAULT_SETTINGS;
  private _apps = NO_APPS;
  private _system: Schemas['ModulesStatus'] | null = null;
}
