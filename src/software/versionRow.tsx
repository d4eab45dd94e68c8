/** A version in the list of software: what loading it would take. */

import * as React from 'react';

import type { Schemas } from '../api/client';
import { Marked } from '../ui/marked';
import { useTranslation } from '../ui/translation';
import { LoadButton } from './loadButton';
import { lookHandlers } from './looking';
import type { IRowContext } from './packageRow';
import { VersionTags } from './versionTags';
import { wayText } from './words';

/** What a version's row shows. */
export interface IVersionRowProps {
  version: Schemas['Version'];
  context: IRowContext;
}

/** A version's row. */
export function VersionRow({
  version,
  context
}: IVersionRowProps): React.JSX.Element {
  const trans = useTranslation();
  const way = context.loadability.wayTo(version);
  return (
    <div className="hpclab-VersionRow" {...lookHandlers(version, context)}>
      <div className="hpclab-VersionRow-text">
        <span className="hpclab-Name">
          <Marked
            text={version.version ?? trans.__('no version')}
            words={context.words}
          />
        </span>
        <VersionTags version={version} />
        {!way.isLoaded && (
          <span className="hpclab-VersionRow-way">{wayText(way, trans)}</span>
        )}
      </div>
      <LoadButton version={version} context={context} />
    </div>
  );
}
