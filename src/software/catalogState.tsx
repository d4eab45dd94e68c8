/** How the catalog is doing: why it isn't all that it could be, how old it is, how far a newer one is. */

import { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import type { Schemas } from '../api/client';
import { Notice } from '../ui/notice';
import { useTranslation } from '../ui/translation';
import type { IHeardStatus } from './catalogModel';

type Build = Schemas['CatalogBuild'];

/** How often what is under way is counted on, in milliseconds. */
const TICK = 1000;

/** Why the list isn't all that it could be; nothing where it is. */
export function CatalogNotice({
  catalog,
  heard
}: {
  catalog: Schemas['Catalog'];
  heard: IHeardStatus | null;
}): React.JSX.Element | null {
  const trans = useTranslation();
  const problem = heard?.status.problem ?? catalog.problem;
  if (problem && !heard?.status.build) {
    return <Notice level="warning">{problem}</Notice>;
  }
  if (catalog.complete) {
    return <LeftOut folders={catalog.left_out ?? []} />;
  }
  return (
    <Notice level="info">
      {trans.__(
        'The catalog is being built. Until it is there, only what can be loaded at once is listed.'
      )}
    </Notice>
  );
}

function LeftOut({
  folders
}: {
  folders: readonly string[];
}): React.JSX.Element | null {
  const trans = useTranslation();
  return folders.length ? (
    <Notice level="info" detail={folders.join('\n')}>
      {trans._n(
        '%1 folder of modules is not listed: the site’s cache does not know it.',
        '%1 folders of modules are not listed: the site’s cache does not know them.',
        folders.length
      )}
    </Notice>
  ) : null;
}

/** What is being done for a newer catalog, counted on as time goes by; nothing where nothing is. */
export function BuildProgress({
  heard
}: {
  heard: IHeardStatus | null;
}): React.JSX.Element | null {
  const trans = useTranslation();
  const build = heard?.status.build ?? null;
  const [now, setNow] = React.useState(Date.now());
  React.useEffect(() => {
    if (!build) {
      return;
    }
    setNow(Date.now());
    const timer = window.setInterval(() => setNow(Date.now()), TICK);
    return () => window.clearInterval(timer);
  }, [build]);
  if (!heard || !build) {
    return null;
  }
  const before = heard.status.now - build.since;
  const elapsed = before + Math.max(0, now - heard.heardAt) / 1000;
  return <span>{progressText(build, elapsed, trans)}</span>;
}

/**
 * What is being done, in words.
 *
 * @param elapsed - Seconds since this part of the work began.
 */
export function progressText(
  build: Build,
  elapsed: number,
  trans: TranslationBundle
): string {
  const seconds = build.seconds ?? null;
  switch (build.phase) {
    case 'waiting':
      return trans.__(
        'The catalog is built in %1 s',
        Math.max(0, Math.ceil((seconds ?? 0) - elapsed))
      );
    case 'elsewhere':
      return trans.__('Another of your sessions builds the catalog');
    case 'walking':
      return seconds
        ? trans.__(
            'Building the catalog, %1 %',
            Math.min(99, Math.floor((100 * elapsed) / seconds))
          )
        : trans.__('Building the catalog, %1 s', Math.floor(elapsed));
    default:
      return trans.__('Building the catalog');
  }
}
