/** Opens the applications that a module brings or is needed by. */

import * as React from 'react';

import { Button } from '../ui/button';
import { useTranslation } from '../ui/translation';
import type { IRowContext } from './packageRow';

/** Whose applications. */
export interface IOpenButtonsProps {
  /** The package's name. */
  name: string;
  context: Pick<IRowContext, 'apps' | 'tabIndex'>;
}

/** A button for each application; none for most packages. */
export function OpenButtons({
  name,
  context: { apps, tabIndex }
}: IOpenButtonsProps): React.JSX.Element {
  const trans = useTranslation();
  return (
    <>
      {apps.offersFor(name).map(app => (
        <Button
          key={app.name}
          kind="outlined"
          tabIndex={tabIndex}
          onClick={() => apps.open(app.name)}
        >
          {trans.__('Open %1', app.title)}
        </Button>
      ))}
    </>
  );
}
