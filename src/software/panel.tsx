/** The Software panel: search, what is loaded, what there is. */

import { TranslationBundle } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';
import * as React from 'react';

import type { ApiError, Schemas } from '../api/client';
import type { IAppOffers } from '../api/tokens';
import { formatFigure } from '../ui/bytes';
import { Button } from '../ui/button';
import { EmptyState } from '../ui/emptyState';
import { errorText } from '../ui/errorText';
import { LiveRegion } from '../ui/liveRegion';
import { Notice } from '../ui/notice';
import { useTranslation } from '../ui/translation';
import { useSignals } from '../ui/useSignal';
import { AtStartNotice } from './atStartNotice';
import type { CatalogModel } from './catalogModel';
import { CatalogNotice } from './catalogState';
import { CommandIds } from './commandIds';
import {
  accepterOf,
  filterChoices,
  FiltersModel,
  IFilterChoices,
  IFilters
} from './filters';
import { Finder } from './finder';
import { Footer } from './footer';
import { LastModulesNotice } from './lastModulesNotice';
import { byName, Listing } from './listing';
import { Loadability } from './loadable';
import { LoadedSection } from './loadedSection';
import type { ModulesModel } from './modulesModel';
import { OlderUsers } from './olderUsers';
import { anyOf } from './patterns';
import { Reports } from './reports';
import { SearchIndex } from './search';
import type { ISoftwareSettings } from './settings';
import type { UsersModel } from './usersModel';
import { outcomeText } from './words';

/** What the panel shows. */
export interface ISoftwarePanelProps {
  modules: ModulesModel;
  catalog: CatalogModel;
  users: UsersModel;
  commands: CommandRegistry;
  /** The site lets modules be changed. */
  allowsChange: boolean;
  settings: ISoftwareSettings;
  filters: FiltersModel;
  apps: IAppOffers;
  /** Such as "Lmod 8.6.19"; null while it isn't known. */
  system: Schemas['ModulesStatus'] | null;
  searchRef: React.RefObject<HTMLInputElement>;
}

/** The panel. */
export function SoftwarePanel(props: ISoftwarePanelProps): React.JSX.Element {
  const { modules, catalog, filters, apps } = props;
  const trans = useTranslation();
  useSignals(
    modules.stateChanged,
    catalog.stateChanged,
    filters.changed,
    apps.changed
  );
  if (modules.absence !== null) {
    return (
      <PanelFrame>
        <EmptyState title={trans.__('There are no modules here.')}>
          {modules.absence}
        </EmptyState>
      </PanelFrame>
    );
  }
  if (!modules.state) {
    return (
      <PanelFrame>
        <Waiting
          error={modules.error}
          text={trans.__('Asking for the loaded modules…')}
          onRetry={() => modules.refresh()}
        />
      </PanelFrame>
    );
  }
  return <SoftwareContent {...props} state={modules.state} />;
}

function SoftwareContent({
  state,
  modules,
  catalog: catalogModel,
  users,
  commands,
  allowsChange,
  settings,
  filters,
  apps,
  system,
  searchRef
}: ISoftwarePanelProps & {
  state: Schemas['ModuleState'];
}): React.JSX.Element {
  const trans = useTranslation();
  const { catalog } = catalogModel;
  const index = React.useMemo(
    () => new SearchIndex(byName(catalog?.packages ?? [])),
    [catalog]
  );
  const loadability = React.useMemo(
    () => (catalog ? new Loadability(catalog, state) : null),
    [catalog, state]
  );
  const { site } = catalogModel;
  const listing = useListing(index, site, settings, filters.value, loadability);
  const choices = React.useMemo(
    () => (catalog ? filterChoices(catalog) : NO_CHOICES),
    [catalog]
  );
  const canChange = allowsChange && state.read_only === null;
  const isPending = (name: string): boolean => modules.isPending(name);

  return (
    <PanelFrame
      count={moduleCount(listing, trans)}
      isCompact={settings.isCompact}
    >
      <Finder
        catalog={catalog}
        index={index}
        listing={listing}
        filters={filters}
        choices={choices}
        context={
          loadability && {
            loadability,
            canChange,
            isPending,
            look: settings,
            site,
            apps,
            onLoad: module =>
              void commands.execute(CommandIds.load, { module }),
            onLook: module => modules.lookAt(module)
          }
        }
        searchRef={searchRef}
        onDetails={module =>
          void commands.execute(CommandIds.details, { module })
        }
      >
        <LiveRegion text={spokenOutcome(modules, trans)} />
        {state.read_only !== null && (
          <Notice level="info">{state.read_only}</Notice>
        )}
        {modules.error && (
          <Notice level="warning" detail={modules.error.detail}>
            {trans.__(
              'This may be out of date. %1',
              errorText(modules.error, trans)
            )}
          </Notice>
        )}
        <Reports
          reports={modules.reports}
          onDismiss={id => modules.dismiss(id)}
          onLoad={
            canChange
              ? module => void commands.execute(CommandIds.load, { module })
              : undefined
          }
        />
        {canChange && (
          <>
            <AtStartNotice modules={modules} commands={commands} />
            <LastModulesNotice modules={modules} commands={commands} />
          </>
        )}
        <OlderUsers users={users} commands={commands} />
        <LoadedSection
          state={state}
          catalog={catalog}
          canChange={canChange}
          isPending={isPending}
          isBusy={modules.isBusy}
          commands={commands}
        />
        {catalog ? (
          <CatalogNotice catalog={catalog} heard={catalogModel.heard} />
        ) : (
          <Waiting
            error={catalogModel.error}
            text={trans.__('Fetching the catalog…')}
            onRetry={() => catalogModel.refresh()}
          />
        )}
      </Finder>
      <Footer catalog={catalog} heard={catalogModel.heard} system={system} />
    </PanelFrame>
  );
}

/** What is listed, by what the site, the person and the filters say. */
function useListing(
  index: SearchIndex,
  site: Schemas['SoftwareSite'],
  { showDeprecated }: ISoftwareSettings,
  filters: IFilters,
  loadability: Loadability | null
): Listing {
  // What is loaded changes the list only where it is filtered by that.
  const counting = filters.loadable ? loadability : null;
  return React.useMemo(() => {
    const isPinned = anyOf(site.pinned);
    return new Listing(index.packages, {
      accepts: accepterOf(filters, showDeprecated, counting),
      isPinned: ({ name, versions }) =>
        versions.some(({ full_name }) => isPinned(name, full_name))
    });
  }, [index, site, showDeprecated, filters, counting]);
}

/** What can be filtered by while there is no catalog. */
const NO_CHOICES: IFilterChoices = { categories: [], properties: [] };

/** The title, and what is below it. */
function PanelFrame({
  count,
  isCompact = false,
  children
}: {
  count?: string;
  isCompact?: boolean;
  children: React.ReactNode;
}): React.JSX.Element {
  const trans = useTranslation();
  return (
    <div
      className={`hpclab-Panel-content${isCompact ? ' hpclab-mod-compact' : ''}`}
    >
      <div className="hpclab-Panel-title">
        <h1>{trans.__('Software')}</h1>
        {count && <span className="hpclab-mod-secondary">{count}</span>}
      </div>
      {children}
    </div>
  );
}

/** Something is being asked for, or couldn't be. */
function Waiting({
  error,
  text,
  onRetry
}: {
  error: ApiError | null;
  text: string;
  onRetry: () => Promise<void>;
}): React.JSX.Element {
  const trans = useTranslation();
  if (!error) {
    return (
      <div role="status">
        <EmptyState title={text} />
      </div>
    );
  }
  return (
    <>
      <Notice level="error" detail={error.detail}>
        {errorText(error, trans)}
      </Notice>
      <div className="hpclab-EmptyState">
        <Button kind="outlined" onClick={() => void onRetry()}>
          {trans.__('Try again')}
        </Button>
      </div>
    </>
  );
}

function moduleCount(
  { versionCount }: Listing,
  trans: TranslationBundle
): string | undefined {
  return versionCount
    ? trans._n(
        '%2 module',
        '%2 modules',
        versionCount,
        formatFigure(versionCount)
      )
    : undefined;
}

function spokenOutcome(
  { outcome, isBusy }: ModulesModel,
  trans: TranslationBundle
): string {
  if (isBusy) {
    return trans.__('Working…');
  }
  return outcome ? outcomeText(outcome, trans) : '';
}
