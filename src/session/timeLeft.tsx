/** The time left, large, with a bar. */

import { TranslationBundle } from '@jupyterlab/translation';
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
            aria-label={nameTimeLeft(timeLeft, trans)}
          >
            <span className="hpclab-TimeLeft-figure">
              {formatTimeLeft(timeLeft, trans)}
            </span>{' '}
            {limit !== null && (
              <span className="hpclab-mod-secondary">
                {trans.__('left of %1', formatDuration(limit, trans))}
              </span>
            )}
            {timeLeft !== null && limit !== null && (
              <Bar
                share={timeLeft / limit}
                level={timeLeft < COUNTED_IN_SECONDS ? 'warning' : 'accent'}
              />
            )}
          </div>
        );
      }}
    </UseSignal>
  );
}

/** The time left in a sentence without seconds, so that a screen reader isn't told each of them. */
export function nameTimeLeft(
  timeLeft: number | null,
  trans: TranslationBundle
): string {
  return timeLeft === null
    ? trans.__('No time limit')
    : trans.__('Time left %1', formatDuration(timeLeft, trans));
}
