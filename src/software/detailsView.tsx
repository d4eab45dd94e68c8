/** The details of a package: what it is, its versions with what each needs, and what one of them says and sets. */

import { CommandRegistry } from '@lumino/commands';
import * as React from 'react';

import type { Schemas } from '../api/client';
import type { Live } from '../api/live';
import type { IAppOffers } from '../api/tokens';
import { Button } from '../ui/button';
import { EmptyState } from '../ui/emptyState';
import { errorText } from '../ui/errorText';
import { Notice } from '../ui/notice';
import { PlainText } from '../ui/plainText';
import { Section } from '../ui/section';
import { Tag } from '../ui/tag';
import { useTranslation } from '../ui/translation';
import { useSignals } from '../ui/useSignal';
import { AboutRow } from './aboutRow';
import type { CatalogModel } from './catalogModel';
import { CommandIds } from './commandIds';
import { Loadability } from './loadable';
import type { ModulesModel } from './modulesModel';
import type { IRowContext } from './packageRow';
import { DEFAULT_SETTINGS } from './settings';
import { VersionRow } from './versionRow';

/** What is shown. */
export interface IDetailsViewProps {
  /** A full name, or a name for its default version. */
  module: string;
  modules: ModulesModel;
  catalog: CatalogModel;
  commands: CommandRegistry;
  apps: IAppOffers;
  /** Asks what a module says of itself. */
  detailsOf: (module: string) => Live<Schemas['Details']>;
}

/** The details; one of the versions is chosen at a time. */
export function DetailsView({
  module,
  modules,
  catalog: { catalog, site, stateChanged },
  commands,
  apps,
  detailsOf
}: IDetailsViewProps): React.JSX.Element {
  const trans = useTranslation();
  useSignals(modules.stateChanged, stateChanged, apps.changed);
  const [chosen, setChosen] = React.useState(module);
  const item = packageOf(catalog, module);
  const version = item && versionOf(item, chosen);
  const name = version?.full_name ?? chosen;
  const { state } = modules;
  const loadability = React.useMemo(
    () => (catalog ? new Loadability(catalog, state) : null),
    [catalog, state]
  );
  const context = loadability && {
    words: [],
    isActive: true,
    tabIndex: 0 as const,
    loadability,
    canChange:
      state?.read_only === null && commands.hasCommand(CommandIds.load),
    isPending: (fullName: string) => modules.isPending(fullName),
    look: DEFAULT_SETTINGS,
    site,
    apps,
    onLoad: (fullName: string) =>
      void commands.execute(CommandIds.load, { module: fullName }),
    onLook: (fullName: string | null) => modules.lookAt(fullName)
  };
  return (
    <div
      className="hpclab-Details"
      role="region"
      aria-label={trans.__('Details of %1', name)}
    >
      <div className="hpclab-Details-title">
        <h1>{item?.name ?? module}</h1>
        {item?.category && <Tag>{item.category}</Tag>}
      </div>
      {item && version && context && (
        <>
          <AboutRow package={item} versions={[version]} context={context} />
          <Versions
            package={item}
            chosen={version}
            onChoose={setChosen}
            context={context}
          />
        </>
      )}
      <Said key={name} name={name} detailsOf={detailsOf} />
    </div>
  );
}

/** The versions, each with what it needs; hidden ones only where they're chosen. */
function Versions({
  package: item,
  chosen,
  onChoose,
  context
}: {
  package: Schemas['Package'];
  chosen: Schemas['Version'];
  onChoose: (fullName: string) => void;
  context: IRowContext;
}): React.JSX.Element {
  const trans = useTranslation();
  const shown = item.versions.filter(
    version => !version.hidden || version === chosen
  );
  return (
    <Section name={trans.__('Versions')} count={String(shown.length)}>
      <ul className="hpclab-ModuleList">
        {shown.map(version => (
          <li
            key={version.full_name}
            className="hpclab-Details-version"
            aria-current={version === chosen || undefined}
          >
            <VersionRow version={version} context={context} />
            <span className="hpclab-Details-show">
              {version !== chosen && (
                <Button
                  name={trans.__('Show details of %1', version.full_name)}
                  onClick={() => onChoose(version.full_name)}
                >
                  {trans.__('Details')}
                </Button>
              )}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** What a version says of itself and what it sets, in Lmod's words. */
function Said({
  name,
  detailsOf
}: Pick<IDetailsViewProps, 'detailsOf'> & {
  name: string;
}): React.JSX.Element {
  const trans = useTranslation();
  const [live, setLive] = React.useState<Live<Schemas['Details']> | null>(null);
  React.useEffect(() => {
    const asked = detailsOf(name);
    setLive(asked);
    void asked.refresh();
    return () => asked.dispose();
  }, [name, detailsOf]);
  return live ? (
    <Answer name={name} live={live} />
  ) : (
    <EmptyState title={trans.__('Asking for the details…')} />
  );
}

function Answer({
  name,
  live
}: {
  name: string;
  live: Live<Schemas['Details']>;
}): React.JSX.Element {
  const trans = useTranslation();
  useSignals(live.changed);
  if (live.error) {
    return (
      <>
        <Notice
          level="error"
          detail={live.error.detail}
          detailLabel={trans.__('Its own words')}
        >
          {errorText(live.error, trans)}
        </Notice>
        <div className="hpclab-EmptyState">
          <Button kind="outlined" onClick={() => void live.refresh()}>
            {trans.__('Try again')}
          </Button>
        </div>
      </>
    );
  }
  if (!live.value) {
    return (
      <div role="status">
        <EmptyState title={trans.__('Asking for the details…')} />
      </div>
    );
  }
  const { help, show, shell_only: shellOnly = [] } = live.value;
  return (
    <>
      {shellOnly.length > 0 && (
        <Notice level="info">
          {trans.__(
            'It sets aliases or shell functions, which terminals get and kernels can’t: %1.',
            shellOnly.join(', ')
          )}
        </Notice>
      )}
      {help && (
        <Section name={trans.__('Help')}>
          <PlainText name={trans.__('Help of %1', name)} text={help} />
        </Section>
      )}
      <Section name={trans.__('What it sets')}>
        <PlainText name={trans.__('What %1 sets', name)} text={show} />
      </Section>
    </>
  );
}

/** The package that a name or one of its full names means. */
function packageOf(
  catalog: Schemas['Catalog'] | null,
  module: string
): Schemas['Package'] | undefined {
  return catalog?.packages.find(
    ({ name, versions }) =>
      name === module || versions.some(({ full_name }) => full_name === module)
  );
}

/** The version that is meant: by its full name, else the default. */
function versionOf(
  { versions }: Schemas['Package'],
  module: string
): Schemas['Version'] | undefined {
  return (
    versions.find(({ full_name }) => full_name === module) ??
    versions.find(version => version.default) ??
    versions[0]
  );
}
