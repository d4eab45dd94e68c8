/** The time left, large, with a bar. */

import { TranslationBundle } from '@jupyterlab/translation';
import { UseSignal } from '@jupyterlab/ui-components';
import * as React from 'react';

import { Bar } from '../ui/meter';
import { formatDuration, formatTimeLeft } from '../ui/time';
import { useTranslation } from '../ui/translation';
import { Nearness, nearnessOf } from './ending/stages';
import { SessionModel, TimeLeft } from './model';

/** The colour of each nearness; the figure itself stands beside it. */
const LEVELS = { far: 'accent', near: 'warning', last: 'error' } as const;

/** The time left. Its accessible name changes each minute only, and is never announced by itself. */
export function TimeLeftFigure({
  model
}: {
  model: SessionModel;
}): React.JSX.Element {
  return (
    <UseSignal signal={model.countdown.ticked}>
      {() => {
        const limit = model.session.value?.limit ?? null;
        const { timeLeft, ending } = model;
        return (
          <Figure
            timeLeft={timeLeft}
            limit={limit}
            nearness={
              typeof timeLeft === 'number'
                ? nearnessOf(timeLeft, limit, ending.value)
                : 'far'
            }
          />
        );
      }}
    </UseSignal>
  );
}

function Figure({
  timeLeft,
  limit,
  nearness
}: {
  timeLeft: TimeLeft;
  limit: number | null;
  nearness: Nearness;
}): React.JSX.Element {
  const trans = useTranslation();
  const isFigure = typeof timeLeft === 'number';
  return (
    <div
      className={`hpclab-TimeLeft hpclab-mod-${LEVELS[nearness]}`}
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
          <Bar share={timeLeft / limit} level={LEVELS[nearness]} />
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
