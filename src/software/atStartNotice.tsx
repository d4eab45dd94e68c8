/** Tells of the collection that is restored when a session starts. */

import { Notification } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';
import * as React from 'react';

import type { Schemas } from '../api/client';
import { Button } from '../ui/button';
import { Notice } from '../ui/notice';
import { useTranslation } from '../ui/translation';
import type { ICommandContext } from './carryOut';
import { CommandIds } from './commandIds';
import type { ModulesModel } from './modulesModel';

/** Whose start, and who tries again. */
export interface IAtStartNoticeProps {
  modules: ModulesModel;
  commands: CommandRegistry;
}

/** Say once that it failed, where the panel that tells of it isn't in sight. */
export function announceFailedStart({
  modules,
  commands,
  trans,
  isPanelShown
}: ICommandContext): void {
  let isAnnounced = false;
  modules.stateChanged.connect(() => {
    const atStart = modules.state?.at_start;
    if (atStart?.phase !== 'failed' || isAnnounced) {
      return;
    }
    isAnnounced = true;
    if (!isPanelShown()) {
      Notification.error(problemText(atStart, trans), {
        actions: [
          {
            label: trans.__('Open Software'),
            callback: () => void commands.execute(CommandIds.open)
          }
        ]
      });
    }
  });
}

/** The notice; nothing where nothing is restored, or all went well and without a word. */
export function AtStartNotice({
  modules,
  commands
}: IAtStartNoticeProps): React.JSX.Element | null {
  const trans = useTranslation();
  const [dismissed, setDismissed] = React.useState<string | null>(null);
  const atStart = modules.state?.at_start;
  if (!atStart || dismissed === atStart.phase) {
    return null;
  }
  const { collection, phase, detail, messages = [] } = atStart;
  const dismiss = (): void => setDismissed(phase ?? null);
  if (phase === 'restoring') {
    return (
      <Notice level="info">
        {trans.__('Restoring the collection %1 for your session…', collection)}
      </Notice>
    );
  }
  if (phase === 'failed') {
    return (
      <Notice
        level="error"
        title={trans.__('Restore %1', collection)}
        detail={detail}
        detailLabel={trans.__('Its own words')}
        onDismiss={dismiss}
      >
        {problemText(atStart, trans)}{' '}
        <Button
          kind="outlined"
          busy={modules.isBusy}
          onClick={() =>
            void commands.execute(CommandIds.restoreCollection, {
              name: collection
            })
          }
        >
          {trans.__('Try again')}
        </Button>
      </Notice>
    );
  }
  if (!messages.length) {
    return null;
  }
  return (
    <Notice
      level={
        messages.some(({ level }) => level !== 'info') ? 'warning' : 'info'
      }
      title={trans.__('Restore %1', collection)}
      onDismiss={dismiss}
    >
      {messages.map(({ text }) => (
        <div key={text}>{text}</div>
      ))}
    </Notice>
  );
}

function problemText(
  { collection, problem }: Schemas['AtStart'],
  trans: TranslationBundle
): string {
  return trans.__(
    'Your session started without the collection %1. %2',
    collection,
    problem ?? ''
  );
}
