/** The loaded modules: what was asked for, and folded below it what came with that. */

import { closeIcon } from '@jupyterlab/ui-components';
import { CommandRegistry } from '@lumino/commands';
import * as React from 'react';

import type { Schemas } from '../api/client';
import { formatFigure } from '../ui/bytes';
import { Button } from '../ui/button';
import { EmptyState } from '../ui/emptyState';
import { Fold } from '../ui/fold';
import { MenuButton } from '../ui/menuButton';
import { Section } from '../ui/section';
import { Tag } from '../ui/tag';
import { useTranslation } from '../ui/translation';
import { useFocusRescue } from '../ui/useFocusRescue';
import { CommandIds } from './commandIds';
import { ModulePaths } from './modulePaths';
import { OtherVersions } from './otherVersions';

type Module = Schemas['Module'];

/** What the section lists. */
export interface ILoadedSectionProps {
  state: Schemas['ModuleState'];
  /** What there is beside it; null while that isn't known. */
  catalog: Schemas['Catalog'] | null;
  /** Modules may be changed here. */
  canChange: boolean;
  isPending: (fullName: string) => boolean;
  isBusy: boolean;
  commands: CommandRegistry;
}

const MENU_OF_COPIES = [
  { command: CommandIds.copy },
  { command: CommandIds.copyHeader }
];

const MENU_OF_CHANGES = [
  { command: CommandIds.saveCollection },
  { command: CommandIds.restoreCollection },
  { command: CommandIds.reset },
  { command: CommandIds.unloadAll },
  ...MENU_OF_COPIES
];

/** The section. */
export function LoadedSection(props: ILoadedSectionProps): React.JSX.Element {
  const { state, canChange, isBusy, commands } = props;
  const trans = useTranslation();
  const list = React.useRef<HTMLDivElement>(null);
  useFocusRescue(
    list,
    () =>
      list.current?.querySelector('button') ??
      list.current?.parentElement?.querySelector('button') ??
      null
  );
  const requested = state.loaded.filter(module => module.requested);
  const dependencies = state.loaded.filter(module => !module.requested);
  return (
    <Section
      name={trans.__('Loaded modules')}
      heading={trans.__('Loaded')}
      count={formatFigure(requested.length)}
      actions={
        <>
          {canChange && (
            <Button
              disabled={!state.can_undo}
              busy={isBusy}
              onClick={() => void commands.execute(CommandIds.undo)}
            >
              {trans.__('Undo')}
            </Button>
          )}
          <MenuButton
            name={trans.__('More actions for modules')}
            commands={commands}
            entries={canChange ? MENU_OF_CHANGES : MENU_OF_COPIES}
          />
        </>
      }
    >
      <div className="hpclab-LoadedSection-list" ref={list}>
        {!state.loaded.length && (
          <EmptyState title={trans.__('No modules are loaded.')} />
        )}
        <ModuleList modules={requested} {...props} />
        {dependencies.length > 0 && (
          <Fold
            label={trans._n(
              '%1 dependency',
              '%1 dependencies',
              dependencies.length
            )}
          >
            <ModuleList modules={dependencies} {...props} />
          </Fold>
        )}
        <ModulePaths {...props} />
      </div>
    </Section>
  );
}

function ModuleList({
  modules,
  catalog,
  canChange,
  isPending,
  commands
}: ILoadedSectionProps & {
  modules: readonly Module[];
}): React.JSX.Element | null {
  if (!modules.length) {
    return null;
  }
  return (
    <ul className="hpclab-ModuleList">
      {modules.map(module => (
        <li key={module.full_name} className="hpclab-ModuleRow">
          <span className="hpclab-ModuleRow-text" title={module.path}>
            <span className="hpclab-Name">{module.name}</span>{' '}
            <span className="hpclab-Version">{module.version}</span>
          </span>
          <ModuleTags module={module} />
          {canChange && (
            <>
              <OtherVersions
                module={module}
                catalog={catalog}
                commands={commands}
              />
              <UnloadButton
                name={module.full_name}
                isBusy={isPending(module.full_name)}
                commands={commands}
              />
            </>
          )}
        </li>
      ))}
    </ul>
  );
}

function UnloadButton({
  name,
  isBusy,
  commands
}: {
  name: string;
  isBusy: boolean;
  commands: CommandRegistry;
}): React.JSX.Element {
  const trans = useTranslation();
  return (
    <Button
      icon={closeIcon}
      name={trans.__('Unload %1', name)}
      busy={isBusy}
      onClick={() => void commands.execute(CommandIds.unload, { module: name })}
    />
  );
}

function ModuleTags({ module }: { module: Module }): React.JSX.Element {
  const trans = useTranslation();
  return (
    <>
      {module.sticky && (
        <Tag
          title={trans.__(
            'It stays when all modules are unloaded, unless it is unloaded by its name.'
          )}
        >
          {trans.__('sticky')}
        </Tag>
      )}
      {module.hidden && <Tag>{trans.__('hidden')}</Tag>}
      {!module.active && (
        <Tag
          tone="warning"
          title={trans.__(
            'It is not there for the modules that are loaded now, and comes back with those it needs.'
          )}
        >
          {trans.__('inactive')}
        </Tag>
      )}
    </>
  );
}
