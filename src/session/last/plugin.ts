/** Says at the start of a session how the one before it ended, where that died. */

import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';
import {
  ITranslator,
  nullTranslator,
  TranslationBundle
} from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';
import { createElement } from 'react';

import { IHpcLab } from '../../api/tokens';
import { PanelSection } from '../../ui/panelSection';
import { ISessionPanel } from '../../ui/sessionPanel';
import { OPEN_SESSION } from '../commands';
import { LastSessionModel } from './model';
import { LastSessionSection } from './section';
import { causeText, LastSession } from './words';

/** It stands above the job: it is about what was before. */
const RANK = -10;

export const plugin: JupyterFrontEndPlugin<void> = {
  id: 'hpclab:session-last',
  description: 'Says how the last session ended, where it died.',
  autoStart: true,
  requires: [IHpcLab, ISessionPanel],
  optional: [ITranslator],
  activate: (
    app: JupyterFrontEnd,
    hpclab: IHpcLab,
    panel: ISessionPanel,
    translator: ITranslator | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('hpclab');
    const model = new LastSessionModel(hpclab.client);
    void Promise.all([hpclab.isEnabled('session.last'), app.restored]).then(
      async ([isEnabled]) => {
        if (!isEnabled) {
          return;
        }
        await model.ask();
        if (model.last) {
          panel.addSection(sectionOf(model, trans), RANK);
          notify(model.last, app.commands, trans);
        }
      }
    );
  }
};

function sectionOf(
  model: LastSessionModel,
  trans: TranslationBundle
): PanelSection {
  return new PanelSection({
    trans,
    draw: () => createElement(LastSessionSection, { model })
  });
}

/** Tell it once; the panel has the rest. */
function notify(
  last: LastSession,
  commands: CommandRegistry,
  trans: TranslationBundle
): void {
  Notification.warning(causeText(last, trans), {
    autoClose: false,
    actions: [
      {
        label: trans.__('Why?'),
        callback: () => void commands.execute(OPEN_SESSION)
      }
    ]
  });
}
