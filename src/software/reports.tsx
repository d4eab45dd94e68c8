/** What there is to tell about operations, in Lmod's own words, until it is dismissed. */

import * as React from 'react';

import { errorText } from '../ui/errorText';
import { Notice } from '../ui/notice';
import { useTranslation } from '../ui/translation';
import type { IReport } from './modulesModel';
import { operationTitle } from './words';

/** What is told. */
export interface IReportsProps {
  reports: readonly IReport[];
  onDismiss: (id: number) => void;
}

/** The reports. */
export function Reports({
  reports,
  onDismiss
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
          detailLabel={trans.__('What Lmod said')}
          onDismiss={() => onDismiss(id)}
        >
          {typeof said === 'string' ? said : errorText(said, trans)}
        </Notice>
      ))}
    </div>
  );
}
