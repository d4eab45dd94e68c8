/** A package in the list of software: what it is, and the version that one would load. */

import { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import type { Schemas } from '../api/client';
import type { IAppOffers } from '../api/tokens';
import { FoldCaret } from '../ui/fold';
import { Marked } from '../ui/marked';
import { useTranslation } from '../ui/translation';
import type { IRowState } from '../ui/virtualList';
import { LoadButton } from './loadButton';
import { lookHandlers } from './looking';
import type { Loadability } from './loadable';
import type { IHit } from './search';
import type { ISoftwareSettings } from './settings';
import { isTagged, VersionTags } from './versionTags';
import { OpenButtons } from './openButtons';
import { bestProvided } from './wordMatches';

/** Characters of a line that is cut by its end, as much as a wide sidebar shows; all of a long text slows drawing. */
const LINE_LENGTH = 200;

/** What every row of the list needs. */
export interface IRowContext extends IRowState {
  /** What was searched for, in lower case. */
  words: readonly string[];
  loadability: Loadability;
  /** Modules may be changed here. */
  canChange: boolean;
  isPending: (fullName: string) => boolean;
  onLoad: (fullName: string) => void;
  /** What the person wants to see of each. */
  look: Pick<ISoftwareSettings, 'showDescriptions' | 'isCompact'>;
  /** What the site says of its software. */
  site: Schemas['SoftwareSite'];
  /** The applications that need modules. */
  apps: IAppOffers;
  /** Somebody looks at a version, and may load it next; null where they look elsewhere. */
  onLook: (fullName: string | null) => void;
}

/** What a package's row shows. */
export interface IPackageRowProps {
  hit: IHit;
  isOpen: boolean;
  context: IRowContext;
  onToggle: () => void;
}

/** A package's row. */
export function PackageRow({
  hit,
  isOpen,
  context,
  onToggle
}: IPackageRowProps): React.JSX.Element {
  const { words, loadability, tabIndex } = context;
  const offered = loadability.offered(hit.versions);
  const versionId = React.useId();
  return (
    <div className="hpclab-PackageRow" {...lookHandlers(offered, context)}>
      <div className="hpclab-PackageRow-line">
        <button
          type="button"
          className="hpclab-PackageRow-name"
          aria-expanded={isOpen}
          aria-label={hit.package.name}
          aria-describedby={versionId}
          tabIndex={tabIndex}
          onClick={onToggle}
        >
          <FoldCaret isOpen={isOpen} />
          <span className="hpclab-PackageRow-text">
            <span className="hpclab-Name">
              <Marked text={hit.package.name} words={words} />
            </span>{' '}
            <span id={versionId} className="hpclab-Version">
              <Marked text={offered?.version ?? ''} words={words} />
            </span>
          </span>
        </button>
        {offered && !isOpen && (
          <LoadButton version={offered} context={context} />
        )}
      </div>
      {!isOpen && <PackageLine hit={hit} offered={offered} context={context} />}
    </div>
  );
}

/** What it provides, if that was searched for; else what it is. */
function PackageLine({
  hit,
  offered,
  context
}: {
  hit: IHit;
  offered: Schemas['Version'] | undefined;
  context: IRowContext;
}): React.JSX.Element | null {
  const trans = useTranslation();
  const { words, look } = context;
  const description = look.showDescriptions ? hit.package.description : '';
  const text = providedText(hit, offered, trans) ?? description ?? '';
  // A single letter is in every word.
  const told = words.filter(word => word.length > 1);
  const hasTags = offered !== undefined && isTagged(offered);
  const hasApps =
    words.length > 0 && context.apps.offersFor(hit.package.name).length > 0;
  if (!text && !hasTags && !hasApps && !look.showDescriptions) {
    return null;
  }
  return (
    <div className="hpclab-PackageRow-about">
      <span className="hpclab-PackageRow-description" title={text}>
        <Marked text={text.slice(0, LINE_LENGTH)} words={told} />
      </span>
      {offered && <VersionTags version={offered} isBrief />}
      {hasApps && <OpenButtons name={hit.package.name} context={context} />}
    </div>
  );
}

function providedText(
  { providedWord }: IHit,
  offered: Schemas['Version'] | undefined,
  trans: TranslationBundle
): string | null {
  const provided =
    offered && providedWord !== null
      ? bestProvided(offered.provides ?? [], providedWord)
      : undefined;
  if (!offered || !provided) {
    return null;
  }
  const name = provided.replace('/', ' ');
  const more = (offered.provides ?? []).length - 1;
  return more
    ? trans._n('provides %2 and %1 more', 'provides %2 and %1 more', more, name)
    : trans.__('provides %1', name);
}
