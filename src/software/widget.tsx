/** Puts the Software panel into JupyterLab's sidebar; the models are kept fresh while it is shown. */

import { ITranslator } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import { CommandRegistry } from '@lumino/commands';
import { DisposableSet, IDisposable } from '@lumino/disposable';
import { Message } from '@lumino/messaging';
import * as React from 'react';

import { TranslationContext } from '../ui/translation';
import type { CatalogModel } from './catalogModel';
import { softwareIcon } from './icons';
import type { ModulesModel } from './modulesModel';
import { SoftwarePanel } from './panel';
import type { UsersModel } from './usersModel';

/** What the widget is made of. */
export interface ISoftwareWidgetOptions {
  modules: ModulesModel;
  catalog: CatalogModel;
  users: UsersModel;
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

  /** Hidden modules are listed too. */
  set showHidden(showHidden: boolean) {
    this._showHidden = showHidden;
    this.update();
  }

  /** Such as "Lmod 8.6.19". */
  set system(system: string | null) {
    this._system = system;
    this.update();
  }

  /** Move the focus into the search box. */
  focusSearch(): void {
    this._search.current?.focus();
    this._search.current?.select();
  }

  protected render(): React.JSX.Element {
    const { modules, catalog, users, commands, translator } = this._options;
    return (
      <TranslationContext.Provider value={translator.load('hpclab')}>
        <SoftwarePanel
          modules={modules}
          catalog={catalog}
          users={users}
          commands={commands}
          allowsChange={this._allowsChange}
          showHidden={this._showHidden}
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
  private _showHidden = false;
  private _system: string | null = null;
}
