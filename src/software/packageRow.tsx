/** A package in the list of software: what it is, and the version that one would load. */

import { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import type { Schemas } from '../api/client';
import { FoldCaret } from '../ui/fold';
import { Marked } from '../ui/marked';
import { useTranslation } from '../ui/translation';
import type { IRowState } from '../ui/virtualList';
import { LoadButton } from './loadButton';
import type { Loadability } from './loadable';
import type { IHit } from './search';
import { VersionTags } from './versionTags';
import { bestProvided } from './wordMatches';

/** What every row of the list needs. */
export interface IRowContext extends IRowState {
  /** What was searched for, in lower case. */
  words: readonly string[];
  loadability: Loadability;
  /** Modules may be changed here. */
  canChange: boolean;
  isPending: (fullName: string) => boolean;
  onLoad: (fullName: string) => void;
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
  return (
    <div className="hpclab-PackageRow">
      <div className="hpclab-PackageRow-line">
        <button
          type="button"
          className="hpclab-PackageRow-name"
          aria-expanded={isOpen}
          aria-label={hit.package.name}
          tabIndex={tabIndex}
          onClick={onToggle}
        >
          <FoldCaret isOpen={isOpen} />
          <span className="hpclab-PackageRow-text">
            <span className="hpclab-Name">
              <Marked text={hit.package.name} words={words} />
            </span>{' '}
            <span className="hpclab-Version">
              <Marked text={offered?.version ?? ''} words={words} />
            </span>
          </span>
        </button>
        {offered && !isOpen && (
          <LoadButton version={offered} context={context} />
        )}
      </div>
      {!isOpen && <PackageLine hit={hit} offered={offered} words={words} />}
    </div>
  );
}

/** What it provides, if that was searched for; else what it is. */
function PackageLine({
  hit,
  offered,
  words
}: {
  hit: IHit;
  offered: Schemas['Version'] | undefined;
  words: readonly string[];
}): React.JSX.Element {
  const trans = useTranslation();
  const text =
    providedText(hit, offered, trans) ?? hit.package.description ?? '';
  return (
    <div className="hpclab-PackageRow-about">
      <span className="hpclab-PackageRow-description" title={text}>
        <Marked text={text} words={words} />
      </span>
      {offered && <VersionTags version={offered} isBrief />}
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
