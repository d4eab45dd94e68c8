/** Puts the Software panel into JupyterLab's sidebar, and tells the models while it is shown. */

import { ITranslator } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import { CommandRegistry } from '@lumino/commands';
import { Message } from '@lumino/messaging';
import * as React from 'react';

import { TranslationContext } from '../ui/translation';
import type { CatalogModel } from './catalogModel';
import { softwareIcon } from './icons';
import type { ModulesModel } from './modulesModel';
import { SoftwarePanel } from './panel';

/** What the widget is made of. */
export interface ISoftwareWidgetOptions {
  modules: ModulesModel;
  catalog: CatalogModel;
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
    const { modules, catalog, commands, translator } = this._options;
    return (
      <TranslationContext.Provider value={translator.load('hpclab')}>
        <SoftwarePanel
          modules={modules}
          catalog={catalog}
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
    this._tellShown(true);
  }

  protected override onAfterHide(msg: Message): void {
    super.onAfterHide(msg);
    this._tellShown(false);
  }

  protected override onAfterAttach(msg: Message): void {
    super.onAfterAttach(msg);
    this._tellShown(this.isVisible);
  }

  protected override onBeforeDetach(msg: Message): void {
    this._tellShown(false);
    super.onBeforeDetach(msg);
  }

  private _tellShown(isShown: boolean): void {
    this._options.modules.isShown = isShown;
    this._options.catalog.isShown = isShown;
  }

  private readonly _search = React.createRef<HTMLInputElement>();
  private _allowsChange = true;
  private _showHidden = false;
  private _system: string | null = null;
}
