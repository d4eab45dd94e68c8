/** How old the catalog is, and which system the modules come from. */

import * as React from 'react';

import type { Schemas } from '../api/client';
import { Fold } from '../ui/fold';
import { interfaceLanguage } from '../ui/language';
import { useTranslation } from '../ui/translation';
import type { IHeardStatus } from './catalogModel';
import { BuildProgress } from './catalogState';

/** What the line says. */
export interface IFooterProps {
  catalog: Schemas['Catalog'] | null;
  heard: IHeardStatus | null;
  system: Schemas['ModulesStatus'] | null;
}

/** The line. */
export function Footer({
  catalog,
  heard,
  system
}: IFooterProps): React.JSX.Element {
  const trans = useTranslation();
  return (
    <div className="hpclab-Panel-footer">
      {catalog?.complete && (
        <span>
          {trans.__(
            'Catalog of %1',
            // When the modules were last looked at: they may have stayed the same since it was built.
            whenText(heard?.status.checked_at ?? catalog.built_at)
          )}
        </span>
      )}
      <BuildProgress heard={heard} />
      {system?.system && <SystemName system={system} />}
    </div>
  );
}

/** Such as "Lmod 8.6.19"; where it can't do all that is shown with another one, it unfolds to what. */
function SystemName({
  system: { system, version, limits }
}: {
  system: Schemas['ModulesStatus'];
}): React.JSX.Element {
  const trans = useTranslation();
  const name =
    system === 'environment-modules' ? 'Environment Modules' : system;
  const label = [name, version].filter(Boolean).join(' ');
  if (!limits?.length) {
    return <span>{label}</span>;
  }
  return (
    <div>
      <Fold label={trans.__('%1: what is not possible with it', label)}>
        {limits.map(limit => (
          <p key={limit}>{limit}</p>
        ))}
      </Fold>
    </div>
  );
}

/** The time today; the date of another day. */
function whenText(seconds: number): string {
  const when = new Date(seconds * 1000);
  const isToday = when.toDateString() === new Date().toDateString();
  return isToday
    ? when.toLocaleTimeString(interfaceLanguage(), {
        hour: '2-digit',
        minute: '2-digit'
      })
    : when.toLocaleDateString(interfaceLanguage(), { dateStyle: 'medium' });
}
