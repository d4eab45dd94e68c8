/** Shows what the site announces; what is dangerous also as a notification, once. */

import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
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
import { SessionModel } from '../model';
import { Notices } from '../notices';
import { ISessionModel } from '../tokens';
import { markdownDrawer } from './markdown';
import { Announcement, AnnouncementsSection } from './section';

/** They stand above the job, below how the last session ended. */
const RANK = -5;

/** A notification is short; the panel has the rest. */
const NOTIFIED_LENGTH = 120;

export const plugin: JupyterFrontEndPlugin<void> = {
  id: 'hpclab:session-announcements',
  description: 'Shows what the site announces.',
  autoStart: true,
  requires: [IHpcLab, ISessionPanel, ISessionModel],
  optional: [IRenderMimeRegistry, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    hpclab: IHpcLab,
    panel: ISessionPanel,
    model: SessionModel,
    rendermime: IRenderMimeRegistry | null,
    translator: ITranslator | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('hpclab');
    const draw = rendermime && markdownDrawer(rendermime);
    void hpclab.isEnabled('session').then(isEnabled => {
      if (isEnabled) {
        const section = new PanelSection({
          trans,
          draw: () => createElement(AnnouncementsSection, { model, draw })
        });
        panel.addSection(section, RANK);
        notifyOf(model, new Notices(hpclab.client), app.commands, trans);
      }
    });
  }
};

/** Notify of each dangerous announcement, once for each person. */
function notifyOf(
  model: SessionModel,
  notices: Notices,
  commands: CommandRegistry,
  trans: TranslationBundle
): void {
  model.session.changed.connect(() => {
    for (const announcement of model.announcements) {
      if (announcement.severity === 'danger') {
        void notices
          .claim('announcement', announcement.id)
          .then(isTurn => isTurn && notify(announcement, commands, trans));
      }
    }
  });
}

function notify(
  { title, text }: Announcement,
  commands: CommandRegistry,
  trans: TranslationBundle
): void {
  Notification.error((title || text || '').slice(0, NOTIFIED_LENGTH), {
    autoClose: false,
    actions: [
      {
        label: trans.__('Show'),
        callback: () => void commands.execute(OPEN_SESSION)
      }
    ]
  });
}
