/** Tells in the panel how the last session ended, until the person has seen enough. */

import { UseSignal } from '@jupyterlab/ui-components';
import * as React from 'react';

import { Notice } from '../../ui/notice';
import { formatMoment } from '../../ui/time';
import { useTranslation } from '../../ui/translation';
import { LastSessionModel } from './model';
import { adviceText, causeText, LastSession, peakText } from './words';

/** The section; it draws nothing where there is nothing to tell. */
export function LastSessionSection({
  model
}: {
  model: LastSessionModel;
}): React.JSX.Element {
  return (
    <UseSignal signal={model.changed}>
      {() =>
        model.last && (
          <Ended last={model.last} onDismiss={() => void model.dismiss()} />
        )
      }
    </UseSignal>
  );
}

function Ended({
  last,
  onDismiss
}: {
  last: LastSession;
  onDismiss: () => void;
}): React.JSX.Element {
  const trans = useTranslation();
  const { ended, job_id: jobId, log, log_path: path } = last;
  return (
    <Notice
      level="warning"
      detail={log}
      detailLabel={trans.__('The end of its log')}
      onDismiss={onDismiss}
    >
      <p>
        <strong>{causeText(last, trans)}</strong>
      </p>
      <p>
        {ended
          ? trans.__(
              'Job %1, %2.',
              jobId,
              formatMoment(ended, Date.now() / 1000, trans)
            )
          : trans.__('Job %1.', jobId)}{' '}
        {peakText(last, trans)}
      </p>
      <p>{adviceText(last, trans)}</p>
      {path && <p className="hpclab-mod-secondary">{path}</p>}
    </Notice>
  );
}
