/** Says in a notebook or console why its kernel died. */

import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ISessionContext, MainAreaWidget } from '@jupyterlab/apputils';
import {
  ITranslator,
  nullTranslator,
  TranslationBundle
} from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';

import { IHpcLab } from '../api/tokens';
import { Deaths } from './deaths';
import { DeathNotice } from './notice';
import { KernelDeath } from './words';

export const plugin: JupyterFrontEndPlugin<void> = {
  id: 'hpclab:kernel-deaths',
  description: 'Says in a notebook or console why its kernel died.',
  autoStart: true,
  requires: [IHpcLab],
  optional: [ITranslator],
  activate: (
    app: JupyterFrontEnd,
    hpclab: IHpcLab,
    translator: ITranslator | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('hpclab');
    void hpclab.isEnabled('kernels.deaths').then(async isEnabled => {
      if (!isEnabled) {
        return;
      }
      const deaths = new Deaths(hpclab.client, hpclab.changes);
      deaths.died.connect((_, death) => show(death, app, trans));
      await deaths.begin();
    });
  }
};

/** Put a notice above each document of the kernel; one that is there from before gives way. */
function show(
  death: KernelDeath,
  app: JupyterFrontEnd,
  trans: TranslationBundle
): void {
  for (const widget of app.shell.widgets('main')) {
    if (
      widget instanceof MainAreaWidget &&
      kernelOf(widget) === death.kernel_id
    ) {
      const header = widget.contentHeader;
      [...header.widgets]
        .filter(other => other instanceof DeathNotice)
        .forEach(other => other.dispose());
      header.addWidget(new DeathNotice(death, trans));
    }
  }
}

/** The kernel of a notebook or console; undefined for other widgets. */
function kernelOf(widget: Widget): string | undefined {
  const { sessionContext } = widget as Widget & {
    sessionContext?: ISessionContext;
  };
  return sessionContext?.session?.kernel?.id;
}
