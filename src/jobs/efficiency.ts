/** What a job used beside what it had asked for, and what to ask for next time. Pure functions. */

import { TranslationBundle } from '@jupyterlab/translation';

import { formatBytes, formatFigure } from '../ui/bytes';
import type { PastJob } from './model';
import { spanText } from './words';

/** Shares from 0 to 1; null where they aren't known. */
export interface IEfficiency {
  cpu: number | null;
  memory: number | null;
  time: number | null;
}

/** A job that ran shorter than this, in seconds, says nothing about what it needs. */
const TOO_SHORT = 30;
const MB = 1024 ** 2;
const GB = 1024 ** 3;
const MINUTE = 60;

/** Room that is left above what was used: memory, and time. */
const MEMORY_ROOM = 1.25;
const TIME_ROOM = 1.5;

/** The shares of what was asked for. */
export function efficiencyOf(job: PastJob): IEfficiency {
  const coreTime = (job.cpus ?? 0) * job.elapsed;
  return {
    cpu: share(job.cpu_time, coreTime),
    memory: share(job.peak_memory, job.memory),
    time: share(job.elapsed, job.limit)
  };
}

/** What to ask for next time; empty where nothing can be said or what was asked for fitted. */
export function hintsFor(job: PastJob, trans: TranslationBundle): string[] {
  const hints: string[] = [];
  if (job.state === 'OUT_OF_MEMORY') {
    hints.push(outOfMemory(job, trans));
  }
  if (job.state === 'TIMEOUT') {
    hints.push(
      trans.__(
        'Its time was over before it was done. Ask for more (--time), or let it save its state to go on from.'
      )
    );
  }
  if (job.elapsed < TOO_SHORT || job.end === null) {
    return hints;
  }
  const { cpu, memory, time } = efficiencyOf(job);
  if (memory !== null && memory < 0.5 && job.state !== 'OUT_OF_MEMORY') {
    hints.push(lessMemory(job, trans));
  }
  if (cpu !== null && cpu < 0.6 && (job.cpus ?? 1) > 1) {
    hints.push(fewerCores(job, cpu, trans));
  }
  if (time !== null && time < 0.3 && job.state === 'COMPLETED') {
    hints.push(
      trans.__(
        'It was done in %1. With --time=%2 it may start sooner.',
        spanText(job.elapsed, trans),
        slurmTime(job.elapsed * TIME_ROOM)
      )
    );
  }
  return hints;
}

/** An amount of memory as `--mem` takes it, rounded up. */
export function slurmMemory(bytes: number): string {
  return bytes > 2 * GB
    ? `${Math.ceil(bytes / GB)}G`
    : `${Math.max(100, Math.ceil(bytes / MB / 100) * 100)}M`;
}

/** A time as `--time` takes it, rounded up to what people write. */
export function slurmTime(seconds: number): string {
  const step = seconds > 3600 ? 30 * MINUTE : 5 * MINUTE;
  const minutes = (Math.ceil(seconds / step) * step) / MINUTE;
  const hours = Math.floor(minutes / 60);
  const rest = String(minutes % 60).padStart(2, '0');
  return `${hours}:${rest}:00`;
}

function outOfMemory(job: PastJob, trans: TranslationBundle): string {
  return job.memory === null
    ? trans.__('It needed more memory than it had asked for (--mem).')
    : trans.__(
        'It needed more memory than the %1 that it had asked for. Try --mem=%2.',
        formatBytes(job.memory, trans),
        slurmMemory(job.memory * 1.5)
      );
}

function lessMemory(job: PastJob, trans: TranslationBundle): string {
  const peak = job.peak_memory ?? 0;
  return trans.__(
    'It used at most %1 of memory. --mem=%2 would do.',
    formatBytes(peak, trans),
    slurmMemory(peak * MEMORY_ROOM)
  );
}

function fewerCores(
  job: PastJob,
  cpu: number,
  trans: TranslationBundle
): string {
  const busy = cpu * (job.cpus ?? 1);
  return trans.__(
    'On average it kept %1 of its %2 cores busy. Ask for fewer, or let the program use them all.',
    formatFigure(busy),
    formatFigure(job.cpus ?? 1)
  );
}

function share(used: number | null, asked: number | null): number | null {
  return used === null || !asked ? null : used / asked;
}
