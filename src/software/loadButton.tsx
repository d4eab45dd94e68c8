/** Loads a version, or says that it is loaded. */

import * as React from 'react';

import type { Schemas } from '../api/client';
import { Button } from '../ui/button';
import { Tag } from '../ui/tag';
import { useTranslation } from '../ui/translation';
import type { IRowContext } from './packageRow';
import { wayText } from './words';

/** What the button loads. */
export interface ILoadButtonProps {
  version: Schemas['Version'];
  context: IRowContext;
}

/** The button; three dots promise a dialog before anything that is loaded makes way. */
export function LoadButton({
  version,
  context
}: ILoadButtonProps): React.JSX.Element | null {
  const trans = useTranslation();
  const way = context.loadability.wayTo(version);
  const name = version.full_name;
  if (way.isLoaded) {
    return <Tag tone="good">{trans.__('loaded')}</Tag>;
  }
  if (!context.canChange) {
    return null;
  }
  const isBusy = context.isPending(name);
  const asks = way.replaces.length > 0;
  return (
    <Button
      kind="outlined"
      onPoint={isOver => context.onLook(isOver ? name : null)}
      name={trans.__('Load %1', name)}
      hint={wayText(way, trans)}
      busy={isBusy}
      tabIndex={context.tabIndex}
      onClick={() => context.onLoad(name)}
    >
      {isBusy
        ? trans.__('Loading…')
        : asks
          ? trans.__('Load…')
          : trans.__('Load')}
    </Button>
  );
}
