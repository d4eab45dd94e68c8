/** What an unfolded package says of itself. */

import * as React from 'react';

import type { Schemas } from '../api/client';
import { Button } from '../ui/button';
import { Fold } from '../ui/fold';
import { Marked } from '../ui/marked';
import { OutwardLink } from '../ui/outwardLink';
import { useTranslation } from '../ui/translation';
import { webAddress } from '../ui/webAddress';
import { OpenButtons } from './openButtons';
import type { IRowContext } from './packageRow';
import { documentationOf } from './siteLinks';

/** Which package. */
export interface IAboutRowProps {
  package: Schemas['Package'];
  /** The versions that are listed below. */
  versions: readonly Schemas['Version'][];
  context: Pick<IRowContext, 'words' | 'tabIndex' | 'site' | 'apps'>;
  /** Opens all that is known of it; left out where that is what is shown. */
  onDetails?: () => void;
}

/** The description, the homepage, and what the newest listed version provides. */
export function AboutRow({
  package: item,
  versions,
  context,
  onDetails
}: IAboutRowProps): React.JSX.Element {
  const trans = useTranslation();
  const { words, tabIndex, site, apps } = context;
  const documentation = documentationOf(item, versions[0], site);
  const homepage = webAddress(item.url ?? '');
  const provider = versions.find(({ provides }) => provides?.length);
  const provides = provider?.provides ?? [];
  return (
    <div className="hpclab-AboutRow">
      {item.description && (
        <p>
          <Marked text={item.description} words={words} />
        </p>
      )}
      {documentation && (
        <p>
          <OutwardLink address={documentation} tabIndex={tabIndex}>
            {trans.__('Your site about %1', item.name)}
          </OutwardLink>
        </p>
      )}
      {homepage && (
        <p>
          <OutwardLink address={homepage} tabIndex={tabIndex}>
            {homepage}
          </OutwardLink>
        </p>
      )}
      {provider && (
        <Fold
          label={trans._n(
            '%2 provides %1 package',
            '%2 provides %1 packages',
            provides.length,
            provider.full_name
          )}
          tabIndex={tabIndex}
        >
          <p className="hpclab-AboutRow-provides">
            <Marked
              text={provides.map(name => name.replace('/', ' ')).join(', ')}
              words={words}
            />
          </p>
        </Fold>
      )}
      {(onDetails || apps.offersFor(item.name).length > 0) && (
        <div className="hpclab-AboutRow-actions">
          {onDetails && (
            <Button
              kind="outlined"
              name={trans.__('Details of %1', item.name)}
              tabIndex={tabIndex}
              onClick={onDetails}
            >
              {trans.__('Details')}
            </Button>
          )}
          <OpenButtons name={item.name} context={context} />
        </div>
      )}
    </div>
  );
}
