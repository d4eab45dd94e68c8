/** Puts states of jobs and times into words. */

import { TranslationBundle } from '@jupyterlab/translation';

import { formatDuration, formatMoment } from '../ui/time';
import { IJobRow } from './rows';

/** States in which a job is over, for good or ill. */
const FAILED = new Set([
  'BOOT_FAIL',
  'DEADLINE',
  'FAILED',
  'NODE_FAIL',
  'OUT_OF_MEMORY',
  'TIMEOUT'
]);
const OVER = new Set([
  ...FAILED,
  'CANCELLED',
  'COMPLETED',
  'PREEMPTED',
  'REVOKED'
]);

/** Whether a job in this state will not go on. */
export function isOver(state: string): boolean {
  return OVER.has(state);
}

/** Without nodes, and may start, perhaps again; Slurm 25.11's as well as older ones'. */
const WAITING: ReadonlySet<string> = new Set([
  'PENDING',
  'REQUEUED',
  'REQUEUE_FED',
  'REQUEUE_HOLD',
  'RESV_DEL_HOLD',
  'SPECIAL_EXIT'
]);

/** Whether a job waits to start. */
export function isWaiting(state: string): boolean {
  return WAITING.has(state);
}

/** Whether a job runs. */
export function isRunning(state: string): boolean {
  return ['RUNNING', 'COMPLETING', 'CONFIGURING'].includes(state);
}

/** The tone of a state's tag. */
export function toneOf(state: string): 'neutral' | 'good' | 'warning' {
  if (FAILED.has(state)) {
    return 'warning';
  }
  return state === 'RUNNING' || state === 'COMPLETED' ? 'good' : 'neutral';
}

/** A state as a person says it; one that isn't known, as Slurm does. */
export function stateText(state: string, trans: TranslationBundle): string {
  switch (state) {
    case 'PENDING':
      return trans.__('waiting');
    case 'RUNNING':
      return trans.__('running');
    case 'COMPLETED':
      return trans.__('completed');
    case 'COMPLETING':
      return trans.__('ending');
    case 'CONFIGURING':
      return trans.__('starting');
    case 'CANCELLED':
      return trans.__('cancelled');
    case 'FAILED':
      return trans.__('failed');
    case 'TIMEOUT':
      return trans.__('out of time');
    case 'OUT_OF_MEMORY':
      return trans.__('out of memory');
    case 'NODE_FAIL':
      return trans.__('node failed');
    case 'PREEMPTED':
      return trans.__('preempted');
    case 'SUSPENDED':
      return trans.__('suspended');
    default:
      return state.toLowerCase().replace(/_/g, ' ');
  }
}

/** The states of a row: of an array, each with its number of tasks, such as "2 running, 7 waiting". */
export function statesText(row: IJobRow, trans: TranslationBundle): string {
  if (!row.parts) {
    const text = stateText(row.job.state, trans);
    return row.job.tasks > 1 ? `${row.job.tasks} ${text}` : text;
  }
  const counts = new Map<string, number>();
  for (const { state, tasks } of row.parts) {
    counts.set(state, (counts.get(state) ?? 0) + tasks);
  }
  return [...counts]
    .map(([state, count]) => `${count} ${stateText(state, trans)}`)
    .join(', ');
}

/** A time of running that may be short: "47 s", "12 min", "3 h 5 min". */
export function spanText(seconds: number, trans: TranslationBundle): string {
  return seconds < 60
    ? trans.__('%1 s', Math.max(0, Math.floor(seconds)))
    : formatDuration(seconds, trans);
}

/** How long a row's job has run, of what it may: "12 min of 1 h". */
export function timeText(
  { job }: IJobRow,
  now: number,
  trans: TranslationBundle
): string {
  const elapsed = elapsedOf(job, now);
  const limit = job.limit === null ? null : formatDuration(job.limit, trans);
  if (elapsed === null) {
    return limit ?? trans.__('no limit');
  }
  const span = spanText(elapsed, trans);
  return limit === null ? span : trans.__('%1 of %2', span, limit);
}

/** Seconds that a job has run; null before its start. */
export function elapsedOf(job: IJobRow['job'], now: number): number | null {
  if (job.past) {
    return job.past.start === null ? null : job.past.elapsed;
  }
  return isWaiting(job.state) || job.start === null
    ? null
    : Math.max(0, now - job.start);
}

/** A point of time, or nothing. */
export function momentText(
  when: number | null | undefined,
  now: number,
  trans: TranslationBundle
): string {
  return typeof when === 'number' ? formatMoment(when, now, trans) : '';
}
