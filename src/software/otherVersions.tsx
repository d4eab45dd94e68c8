/** Puts another version in the place of a loaded module. */

import { caretDownIcon } from '@jupyterlab/ui-components';
import { CommandRegistry } from '@lumino/commands';
import * as React from 'react';

import type { Schemas } from '../api/client';
import { MenuButton } from '../ui/menuButton';
import { useTranslation } from '../ui/translation';
import { CommandIds } from './commandIds';

/** As many versions as fit into a menu. */
const MOST_VERSIONS = 20;

/** A menu with the other versions; nothing where there are none. */
export function OtherVersions({
  module,
  catalog,
  commands
}: {
  module: Schemas['Module'];
  catalog: Schemas['Catalog'] | null;
  commands: CommandRegistry;
}): React.JSX.Element | null {
  const trans = useTranslation();
  const versions = otherVersions(module, catalog);
  if (!versions.length) {
    return null;
  }
  return (
    <MenuButton
      name={trans.__('Other versions of %1', module.name)}
      icon={caretDownIcon}
      commands={commands}
      entries={versions.map(to => ({
        command: CommandIds.swap,
        args: { from: module.full_name, to }
      }))}
    />
  );
}

/** Full names of the versions that the list of software shows too, the newest first. */
function otherVersions(
  { name, full_name }: Schemas['Module'],
  catalog: Schemas['Catalog'] | null
): string[] {
  const known = catalog?.packages.find(item => item.name === name);
  return (known?.versions ?? [])
    .filter(version => !version.hidden && version.full_name !== full_name)
    .map(version => version.full_name)
    .slice(0, MOST_VERSIONS);
}
