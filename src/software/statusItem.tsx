/** The number of loaded modules in the status bar; a click opens the panel. */

import { TextItem } from '@jupyterlab/statusbar';
import { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import * as React from 'react';

import type { ModulesModel } from './modulesModel';

/** The item. */
export class ModulesStatusItem extends ReactWidget {
  constructor(
    private readonly _modules: ModulesModel,
    private readonly _open: () => void,
    private readonly _trans: TranslationBundle
  ) {
    super();
    this.addClass('jp-mod-highlighted');
  }

  protected render(): React.JSX.Element {
    return (
      <UseSignal signal={this._modules.stateChanged}>
        {() => this._item()}
      </UseSignal>
    );
  }

  private _item(): React.JSX.Element | null {
    const trans = this._trans;
    const loaded = this._modules.state?.loaded;
    if (!loaded) {
      return null;
    }
    const count = loaded.filter(({ requested }) => requested).length;
    return (
      <TextItem
        role="button"
        tabIndex={0}
        title={trans.__('Open the Software panel')}
        source={trans._n('%1 module', '%1 modules', count)}
        onClick={this._open}
        onKeyDown={(event: React.KeyboardEvent) => {
          if (event.key === 'Enter' || event.key === ' ') {
            event.preventDefault();
            this._open();
          }
        }}
      />
    );
  }
}
