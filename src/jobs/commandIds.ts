/** The ids of the jobs' commands, and what they take. */

import { ReadonlyPartialJSONObject } from '@lumino/coreutils';

/** Takes `{job}`, the id of a job to show, or nothing. */
export const OPEN_JOBS = 'hpclab:open-jobs';
/** Takes `{path}`, `{script}`, `{folder}` or `{again}`, a job's id: see `ISource`. */
export const SUBMIT_JOB = 'hpclab:submit-job';
/** Submits the script that is selected in the file browser, or edited. */
export const SUBMIT_FILE = 'hpclab:submit-file';
/** These take `{jobs}`, ids of jobs, arrays or tasks. */
export const ACTION_COMMANDS = {
  cancel: 'hpclab:cancel-jobs',
  hold: 'hpclab:hold-jobs',
  release: 'hpclab:release-jobs',
  requeue: 'hpclab:requeue-jobs'
} as const;
/** These take `{path}`: of the file browser, or of the disk. */
export const OPEN_FOLDER = 'hpclab:open-job-folder';
export const OPEN_TERMINAL = 'hpclab:open-job-terminal';

/** The jobs that a command is about. */
export function jobsIn(args: ReadonlyPartialJSONObject): string[] {
  const jobs = args['jobs'];
  return Array.isArray(jobs)
    ? jobs.filter((job): job is string => typeof job === 'string')
    : [];
}

/** The folder that a command is about; null where its caller named none. */
export function pathIn(args: ReadonlyPartialJSONObject): string | null {
  return typeof args['path'] === 'string' ? args['path'] : null;
}
