/** The folders in which modules are looked for, folded; people add and remove folders of their own. */

import { closeIcon } from '@jupyterlab/ui-components';
import { CommandRegistry } from '@lumino/commands';
import * as React from 'react';

import type { Schemas } from '../api/client';
import { Button } from '../ui/button';
import { Fold } from '../ui/fold';
import { Tag } from '../ui/tag';
import { useTranslation } from '../ui/translation';
import { CommandIds } from './commandIds';
import { nameList } from './words';

/** What is listed. */
export interface IModulePathsProps {
  state: Schemas['ModuleState'];
  /** Knows which folders modules bring; null while it isn't there. */
  catalog: Schemas['Catalog'] | null;
  canChange: boolean;
  commands: CommandRegistry;
}

/** The fold. */
export function ModulePaths({
  state,
  catalog,
  canChange,
  commands
}: IModulePathsProps): React.JSX.Element {
  const trans = useTranslation();
  const { modulepath } = state;
  return (
    <Fold
      label={trans._n('%1 module path', '%1 module paths', modulepath.length)}
    >
      <ul className="hpclab-ModuleList">
        {modulepath.map(path => (
          <PathRow
            key={path}
            path={path}
            opener={openerOf(path, state, catalog)}
            canChange={canChange && modulepath.length > 1}
            commands={commands}
          />
        ))}
      </ul>
      {canChange && (
        <div className="hpclab-ModulePaths-add">
          <Button
            kind="outlined"
            onClick={() => void commands.execute(CommandIds.usePath)}
          >
            {trans.__('Add module path…')}
          </Button>
        </div>
      )}
    </Fold>
  );
}

function PathRow({
  path,
  opener,
  canChange,
  commands
}: {
  path: string;
  /** The modules that bring the folder, and take it away again. */
  opener: readonly string[];
  canChange: boolean;
  commands: CommandRegistry;
}): React.JSX.Element {
  const trans = useTranslation();
  return (
    <li className="hpclab-ModuleRow">
      <span
        className="hpclab-ModuleRow-text hpclab-ModulePaths-path"
        title={path}
      >
        <bdi>{path}</bdi>
      </span>
      {opener.length > 0 ? (
        <Tag title={trans.__('It goes with %1.', opener.join(', '))}>
          {trans.__('by %1', nameList(opener.slice(-1), trans))}
        </Tag>
      ) : (
        canChange && (
          <Button
            icon={closeIcon}
            name={trans.__('Remove %1', path)}
            onClick={() =>
              void commands.execute(CommandIds.unusePath, { path })
            }
          />
        )
      )}
    </li>
  );
}

/** The loaded modules by which a folder is searched; none where it is searched anyway. */
function openerOf(
  path: string,
  { loaded }: Schemas['ModuleState'],
  catalog: Schemas['Catalog'] | null
): readonly string[] {
  const known = catalog?.modulepaths.find(folder => folder.path === path);
  const active = new Set(
    loaded.filter(module => module.active).map(module => module.full_name)
  );
  return (
    known?.prerequisites?.find(chain =>
      chain.every(name => active.has(name))
    ) ?? []
  );
}
