/** Answers of the server as tests need them. */

import { JobInfo, PastJob, QueueEntry } from '../model';

export const NOW = 1_795_178_000;
export const GB = 1024 ** 3;

/** A line of the queue. */
export function entry(changes: Partial<QueueEntry> = {}): QueueEntry {
  const id = changes.job_id ?? '59';
  return {
    job_id: id,
    number: id,
    array_id: id.includes('_') ? id.split('_')[0]! : null,
    task_count: 1,
    state: 'RUNNING',
    user: 'alice',
    account: 'def-alice',
    partition: 'batch',
    qos: 'normal',
    cpus: 4,
    gpus: null,
    limit: 3600,
    submitted: NOW - 900,
    start: NOW - 720,
    end: NOW + 2880,
    nodes: 'c0417',
    reason: null,
    name: 'train <b>',
    ...changes
  };
}

/** An array of which two tasks run and seven wait. */
export const ARRAY = [
  entry({
    job_id: '60_[3-9%2]',
    task_count: 7,
    state: 'PENDING',
    start: null,
    reason: 'JobArrayTaskLimit',
    name: 'sweep'
  }),
  entry({ job_id: '60_1', name: 'sweep' }),
  entry({ job_id: '60_2', name: 'sweep' })
];

/** A job of the history: it had 8 GB, 4 cores and 4 hours. */
export function pastJob(changes: Partial<PastJob> = {}): PastJob {
  return {
    job_id: '43',
    number: '43',
    user: 'alice',
    account: 'def-alice',
    partition: 'batch',
    qos: 'normal',
    state: 'COMPLETED',
    exit_code: 0,
    signal: null,
    submitted: NOW - 9000,
    start: NOW - 8000,
    end: NOW - 4400,
    elapsed: 3600,
    limit: 14400,
    cpus: 4,
    gpus: null,
    memory: 8 * GB,
    cpu_time: 3600 * 4 * 0.9,
    peak_memory: 6 * GB,
    nodes: 'c0417',
    folder: '/home/alice/work',
    name: 'train',
    ...changes
  };
}

/** The details of job 59. */
export function jobInfo(changes: Partial<JobInfo> = {}): JobInfo {
  return {
    job_id: '59',
    number: '59',
    state: 'RUNNING',
    is_mine: true,
    name: 'train <b>',
    user: 'alice',
    folder: '/home/alice/work',
    browser_path: 'work',
    stdout: '/home/alice/work/slurm-59.out',
    stderr: '/home/alice/work/slurm-59.out',
    limit: 3600,
    record: { JobId: '59', JobName: 'train <b>' },
    ...changes
  };
}
