/** The time left, large, with a bar. */

import { TranslationBundle } from '@jupyterlab/translation';
import { UseSignal } from '@jupyterlab/ui-components';
import * as React from 'react';

import { Bar } from '../ui/meter';
import { COUNTED_IN_SECONDS, formatDuration, formatTimeLeft } from '../ui/time';
import { useTranslation } from '../ui/translation';
import { SessionModel, TimeLeft } from './model';

/** The time left. Its accessible name changes each minute only, and is never announced by itself. */
export function TimeLeftFigure({
  model
}: {
  model: SessionModel;
}): React.JSX.Element {
  return (
    <UseSignal signal={model.countdown.ticked}>
      {() => (
        <Figure
          timeLeft={model.timeLeft}
          limit={model.session.value?.limit ?? null}
        />
      )}
    </UseSignal>
  );
}

function Figure({
  timeLeft,
  limit
}: {
  timeLeft: TimeLeft;
  limit: number | null;
}): React.JSX.Element {
  const trans = useTranslation();
  const isFigure = typeof timeLeft === 'number';
  return (
    <div
      className="hpclab-TimeLeft"
      role="timer"
      aria-live="off"
      aria-label={nameTimeLeft(timeLeft, trans)}
    >
      <span className={isFigure ? 'hpclab-TimeLeft-figure' : undefined}>
        {isFigure
          ? formatTimeLeft(timeLeft, trans)
          : nameTimeLeft(timeLeft, trans)}
      </span>{' '}
      {isFigure && limit !== null && (
        <>
          <span className="hpclab-mod-secondary">
            {trans.__('left of %1', formatDuration(limit, trans))}
          </span>
          <Bar
            share={timeLeft / limit}
            level={timeLeft < COUNTED_IN_SECONDS ? 'warning' : 'accent'}
          />
        </>
      )}
    </div>
  );
}

/** The time left in a sentence without seconds, so that a screen reader isn't told each of them. */
export function nameTimeLeft(
  timeLeft: TimeLeft,
  trans: TranslationBundle
): string {
  switch (timeLeft) {
    case 'unlimited':
      return trans.__('No time limit');
    case 'unknown':
      return trans.__('Time left not known yet');
    default:
      return trans.__('Time left %1', formatDuration(timeLeft, trans));
  }
}
