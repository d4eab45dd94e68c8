/** What the site announces, until the person has seen enough of it. */

import * as React from 'react';

import { Schemas } from '../../api/client';
import { Notice } from '../../ui/notice';
import { OutwardLink } from '../../ui/outwardLink';
import { useSignals } from '../../ui/useSignal';
import { useTranslation } from '../../ui/translation';
import { webAddress } from '../../ui/webAddress';
import { SessionModel } from '../model';
import { DrawMarkdown } from './markdown';
import { MarkdownText } from './markdownText';

export type Announcement = Schemas['Announcement'];

/** What the section shows. */
export interface IAnnouncementsProps {
  model: SessionModel;
  /** Draws Markdown; null where JupyterLab has no renderer. */
  draw: DrawMarkdown | null;
}

const LEVELS = { info: 'info', warning: 'warning', danger: 'error' } as const;

/** The section; it draws nothing where nothing is announced. */
export function AnnouncementsSection({
  model,
  draw
}: IAnnouncementsProps): React.JSX.Element | null {
  const trans = useTranslation();
  useSignals(model.session.changed, model.announcementsChanged);
  const announcements = model.announcements;
  return announcements.length ? (
    <ul
      className="hpclab-Announcements"
      aria-label={trans.__('Announcements of your site')}
    >
      {announcements.map(announcement => (
        <li key={announcement.id}>
          <Announced
            announcement={announcement}
            draw={draw}
            onDismiss={() => void model.dismiss(announcement.id)}
          />
        </li>
      ))}
    </ul>
  ) : null;
}

function Announced({
  announcement,
  draw,
  onDismiss
}: {
  announcement: Announcement;
  draw: DrawMarkdown | null;
  onDismiss: () => void;
}): React.JSX.Element {
  const trans = useTranslation();
  const { title, text, severity, url } = announcement;
  const address = url ? webAddress(url) : null;
  return (
    <Notice level={LEVELS[severity ?? 'info']} onDismiss={onDismiss}>
      {title && <strong>{title}</strong>}
      {text && <MarkdownText text={text} draw={draw} />}
      {address && (
        <div>
          <OutwardLink address={address}>
            {title ? trans.__('More about “%1”', title) : trans.__('More')}
          </OutwardLink>
        </div>
      )}
    </Notice>
  );
}
