/** Says who runs with other modules than those loaded now, and what to do about it. */

import { TranslationBundle } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';
import * as React from 'react';

import { Button } from '../ui/button';
import { interfaceLanguage } from '../ui/language';
import { Notice } from '../ui/notice';
import { useTranslation } from '../ui/translation';
import { useSignals } from '../ui/useSignal';
import { CommandIds } from './commandIds';
import type { ModuleUser, UsersModel } from './usersModel';
import { nameList } from './words';

/** Who is told of. */
export interface IOlderUsersProps {
  users: UsersModel;
  commands: CommandRegistry;
}

/** The notice; nothing where all have the modules of now. */
export function OlderUsers({
  users,
  commands
}: IOlderUsersProps): React.JSX.Element | null {
  const trans = useTranslation();
  useSignals(users.stateChanged);
  const { older } = users;
  if (!older.length) {
    return null;
  }
  const [kernels, terminals, apps] = namesByKind(older);
  return (
    <Notice level="info">
      {countText(older, trans)}
      <ul className="hpclab-OlderUsers">
        {kernels.length > 0 && (
          <li>
            {trans.__('Kernels: %1', nameList(kernels, trans))}{' '}
            <Button
              kind="outlined"
              onClick={() => void commands.execute(CommandIds.restartKernels)}
            >
              {trans.__('Restart kernels…')}
            </Button>
          </li>
        )}
        {terminals.length > 0 && (
          <li>
            {trans.__(
              'Terminals: %1. Open a new one to have the modules of now.',
              nameList(terminals, trans)
            )}
          </li>
        )}
        {apps.length > 0 && (
          <li>
            {trans.__(
              'Applications: %1. Restart them in the Session panel.',
              nameList(apps, trans)
            )}
          </li>
        )}
      </ul>
    </Notice>
  );
}

/** The names of kernels, terminals and applications. */
function namesByKind(
  older: readonly ModuleUser[]
): [string[], string[], string[]] {
  const names = (wanted: ModuleUser['kind']): string[] =>
    older.filter(({ kind }) => kind === wanted).map(({ name }) => name);
  return [names('kernel'), names('terminal'), names('app')];
}

/** Such as "2 kernels and 1 terminal run with an older environment." */
function countText(
  older: readonly ModuleUser[],
  trans: TranslationBundle
): string {
  const [kernels, terminals, apps] = namesByKind(older);
  const parts = [];
  if (kernels.length) {
    parts.push(trans._n('%1 kernel', '%1 kernels', kernels.length));
  }
  if (terminals.length) {
    parts.push(trans._n('%1 terminal', '%1 terminals', terminals.length));
  }
  if (apps.length) {
    parts.push(trans._n('%1 application', '%1 applications', apps.length));
  }
  const list = new Intl.ListFormat(interfaceLanguage()).format(parts);
  return trans._n(
    '%2 runs with an older environment.',
    '%2 run with an older environment.',
    older.length,
    list
  );
}
