/** Below the memory's meter: what holds most of it. */

import { UseSignal } from '@jupyterlab/ui-components';
import * as React from 'react';

import { formatBytes } from '../../ui/bytes';
import { useTranslation } from '../../ui/translation';
import { SessionModel } from '../model';
import { nameOf } from './words';

/** More than this would be a list to be read. */
const SHOWN = 3;

/** The list; nothing before the first answer, and where nothing holds enough to be told. */
export function MemoryUsers({
  model
}: {
  model: SessionModel;
}): React.JSX.Element {
  const trans = useTranslation();
  const draw = (): React.JSX.Element | null => {
    const users = (model.memory.value?.users ?? []).slice(0, SHOWN);
    return users.length ? (
      <ul
        className="hpclab-MemoryUsers"
        aria-label={trans.__('What holds most memory')}
      >
        {users.map(user => (
          <li key={`${user.kind} ${user.id}`}>
            <span
              className="hpclab-MemoryUsers-name"
              title={nameOf(user, trans)}
            >
              {nameOf(user, trans)}
            </span>
            <span className="hpclab-MemoryUsers-held">
              {formatBytes(user.held, trans)}
            </span>
          </li>
        ))}
      </ul>
    ) : null;
  };
  return <UseSignal signal={model.memory.changed}>{draw}</UseSignal>;
}
