/** What there is to tell about operations, in Lmod's own words, until it is dismissed. */

import * as React from 'react';

import { Button } from '../ui/button';
import { errorText } from '../ui/errorText';
import { Notice } from '../ui/notice';
import { useTranslation } from '../ui/translation';
import type { IReport } from './modulesModel';
import { operationTitle } from './words';

/** What is told. */
export interface IReportsProps {
  reports: readonly IReport[];
  onDismiss: (id: number) => void;
  /** Loads a module; left out where modules can't be changed. */
  onLoad?: (module: string) => void;
}

/** The reports. */
export function Reports({
  reports,
  onDismiss,
  onLoad
}: IReportsProps): React.JSX.Element {
  const trans = useTranslation();
  return (
    <div className="hpclab-Reports">
      {reports.map(({ id, operation, level, said }) => (
        <Notice
          key={id}
          level={level}
          title={operationTitle(operation, trans)}
          detail={typeof said === 'string' ? null : said.detail}
          detailLabel={trans.__('Its own words')}
          onDismiss={() => onDismiss(id)}
        >
          {typeof said === 'string' ? (
            said
          ) : (
            <>
              {errorText(said, trans)}
              <Needs names={said.needs} onLoad={onLoad} />
            </>
          )}
        </Notice>
      ))}
    </div>
  );
}

/** What a module wants loaded first, each a click away. */
function Needs({
  names,
  onLoad
}: {
  names: readonly string[];
  onLoad?: (module: string) => void;
}): React.JSX.Element | null {
  const trans = useTranslation();
  if (!names.length || !onLoad) {
    return null;
  }
  return (
    <p className="hpclab-Report-needs">
      {names.map(name => (
        <Button key={name} kind="outlined" onClick={() => onLoad(name)}>
          {trans.__('Load %1', name)}
        </Button>
      ))}
    </p>
  );
}
