/** A quantity against its limit: a name, a bar and the figures. */

import * as React from 'react';

/** How close to its limit a quantity is. */
export type MeterLevel = 'ok' | 'warning' | 'error';

/** What a meter shows. */
export interface IMeterProps {
  /** What is measured, as it is shown. */
  label: string;
  /** The accessible name, where the label alone says too little. */
  name?: string;
  /** From 0 to 1; null where there is no limit or no figure yet. */
  share: number | null;
  /** The figures with their unit. */
  text: string;
  /** A second figure, on a line of its own. */
  detail?: string | null;
  /** The colour of the bar; warnings get a sign too, so that nothing hangs on colour alone. */
  level?: MeterLevel;
  /** More about it, as a tooltip. */
  title?: string;
}

/**
 * The level of a share.
 *
 * @param share - From 0 to 1.
 */
export function levelOf(share: number | null): MeterLevel {
  if (share === null || share < 0.9) {
    return 'ok';
  }
  return share < 0.97 ? 'warning' : 'error';
}

/** A meter; without a share it is a line with the same place for the bar, so that nothing jumps. */
export function Meter({
  label,
  name = label,
  share,
  text,
  detail,
  level = 'ok',
  title
}: IMeterProps): React.JSX.Element {
  const words = detail ? `${text}, ${detail}` : text;
  const filled = Math.min(1, Math.max(0, share ?? 0));
  const semantics =
    share === null
      ? { role: 'group', 'aria-label': `${name}: ${words}` }
      : {
          role: 'meter',
          'aria-label': name,
          'aria-valuemin': 0,
          'aria-valuemax': 100,
          'aria-valuenow': Math.round(filled * 100),
          'aria-valuetext': words
        };
  return (
    <div
      className={`hpclab-Meter hpclab-mod-${level}`}
      title={title}
      {...semantics}
    >
      <span className="hpclab-Meter-label">{label}</span>
      <Bar share={filled} level={level} />
      <span className="hpclab-Meter-text">
        {level !== 'ok' && '⚠ '}
        {text}
      </span>
      {detail && <span className="hpclab-Meter-detail">{detail}</span>}
    </div>
  );
}

/** A bar alone, for those who see; what it shows has to stand beside it in words. */
export function Bar({
  share,
  level
}: {
  share: number;
  level: MeterLevel | 'accent';
}): React.JSX.Element {
  return (
    <span className={`hpclab-Bar hpclab-mod-${level}`} aria-hidden="true">
      <span
        className="hpclab-Bar-filled"
        style={{ width: `${Math.min(1, Math.max(0, share)) * 100}%` }}
      />
    </span>
  );
}
