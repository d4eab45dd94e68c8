/** How old the catalog is, and which system the modules come from. */

import * as React from 'react';

import type { Schemas } from '../api/client';
import { interfaceLanguage } from '../ui/language';
import { useTranslation } from '../ui/translation';
import type { IHeardStatus } from './catalogModel';
import { BuildProgress } from './catalogState';

/** What the line says. */
export interface IFooterProps {
  catalog: Schemas['Catalog'] | null;
  heard: IHeardStatus | null;
  system: string | null;
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
      {system && <span>{system}</span>}
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
