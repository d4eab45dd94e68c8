/** The stages before a job's end, and which of them is reached. */

/** What the person or the site has chosen. */
export interface IEndingOptions {
  /** Warn when this many minutes are left, in any order. */
  warnMinutes: readonly number[];
  /** Save documents shortly before the end. */
  saves: boolean;
}

/** A point of time before the end at which something is due. */
export interface IStage {
  /** Seconds before the end. */
  readonly at: number;
  /** Whether it warns; else it says only what became of the documents. */
  readonly warns: boolean;
  /** Whether documents are saved now. */
  readonly saves: boolean;
}

/** How near the end is, for the colour of the time left. */
export type Nearness = 'far' | 'near' | 'last';

/** Documents are saved when this many seconds are left. */
const SAVE_AT = 120;

/** Only what is below this share of the time limit is news. */
const SHARE_OF_LIMIT = 1 / 4;

/**
 * The stages of a job, the first to be reached first.
 *
 * A job that is too short for any warning still has its documents saved.
 *
 * @param limit - The job's time limit in seconds; null without one, and then there is no stage.
 */
export function stagesOf(
  limit: number | null,
  options: IEndingOptions
): IStage[] {
  if (limit === null || limit <= 0) {
    return [];
  }
  const warnings = options.warnMinutes
    .map(minutes => minutes * 60)
    .filter(at => at > 0 && at < limit * SHARE_OF_LIMIT);
  const saveAt = Math.min(SAVE_AT, limit * SHARE_OF_LIMIT);
  const moments = new Set(options.saves ? [...warnings, saveAt] : warnings);
  return [...moments]
    .sort((one, other) => other - one)
    .map(at => ({
      at,
      warns: warnings.includes(at),
      saves: options.saves && at === saveAt
    }));
}

/**
 * The stage that is reached: of several that were passed, such as while the computer slept, only the last,
 * which then does what a passed one had to do.
 *
 * @param timeLeft - Seconds.
 * @param stages - As `stagesOf` gives them.
 */
export function stageAt(
  timeLeft: number,
  stages: readonly IStage[]
): IStage | null {
  const passed = stages.filter(({ at }) => timeLeft <= at);
  const last = passed.at(-1);
  return last ? { ...last, saves: passed.some(({ saves }) => saves) } : null;
}

/** How near the end is: near from the first warning on, last from the last one on. */
export function nearnessOf(
  timeLeft: number,
  limit: number | null,
  options: IEndingOptions
): Nearness {
  const warnings = stagesOf(limit, options).filter(({ warns }) => warns);
  const passed = warnings.filter(({ at }) => timeLeft <= at).length;
  if (!passed) {
    return 'far';
  }
  return passed === warnings.length ? 'last' : 'near';
}
