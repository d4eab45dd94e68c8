/** The time left, large, with a bar. */

import { UseSignal } from '@jupyterlab/ui-components';
import * as React from 'react';

import { Bar } from '../ui/meter';
import { COUNTED_IN_SECONDS, formatDuration, formatTimeLeft } from '../ui/time';
import { useTranslation } from '../ui/translation';
import { Countdown } from './countdown';

/** What is counted down. */
export interface ITimeLeftProps {
  countdown: Countdown;
  /** The job's time limit in seconds; null without one. */
  limit: number | null;
}

/** The time left. Its accessible name changes each minute only, and is never announced by itself. */
export function TimeLeft({
  countdown,
  limit
}: ITimeLeftProps): React.JSX.Element {
  const trans = useTranslation();
  return (
    <UseSignal signal={countdown.ticked}>
      {() => {
        const { timeLeft } = countdown;
        return (
          <div
            className="hpclab-TimeLeft"
            role="timer"
            aria-live="off"
            aria-label={trans.__('Time left %1', inMinutes(timeLeft, trans))}
          >
            <span className="hpclab-TimeLeft-figure">
              {formatTimeLeft(timeLeft, trans)}
            </span>{' '}
            {limit !== null && (
              <span className="hpclab-mod-secondary">
                {trans.__('left of %1', formatDuration(limit, trans))}
              </span>
            )}
            <Bar
              share={timeLeft === null || !limit ? 1 : timeLeft / limit}
              level={
                timeLeft !== null && timeLeft < COUNTED_IN_SECONDS
                  ? 'warning'
                  : 'accent'
              }
            />
          </div>
        );
      }}
    </UseSignal>
  );
}

/** The time left without seconds, so that a screen reader isn't told each of them. */
export function inMinutes(
  timeLeft: number | null,
  trans: ReturnType<typeof useTranslation>
): string {
  return timeLeft === null
    ? formatTimeLeft(null, trans)
    : formatDuration(timeLeft, trans);
}
