/** Offers the modules of the last session at the start of this one. */

import { CommandRegistry } from '@lumino/commands';
import * as React from 'react';

import { Button } from '../ui/button';
import { Notice } from '../ui/notice';
import { useTranslation } from '../ui/translation';
import { CommandIds } from './commandIds';
import type { ModulesModel } from './modulesModel';
import { nameList } from './words';

/** What is offered, and who does it. */
export interface ILastModulesNoticeProps {
  modules: ModulesModel;
  commands: CommandRegistry;
}

/** The notice; nothing where nothing is offered. */
export function LastModulesNotice({
  modules,
  commands
}: ILastModulesNoticeProps): React.JSX.Element | null {
  const trans = useTranslation();
  const offered = modules.state?.last_session ?? [];
  if (!offered.length) {
    return null;
  }
  return (
    <Notice level="info" onDismiss={() => void modules.dismissLastSession()}>
      {trans.__('Your last session had %1.', nameList(offered, trans))}{' '}
      <Button
        kind="outlined"
        hint={offered.join(', ')}
        busy={modules.isBusy}
        onClick={() => void commands.execute(CommandIds.loadLast)}
      >
        {trans.__('Load them')}
      </Button>
    </Notice>
  );
}
