/** The rows of the list: jobs of the queue or the history, arrays folded, filtered and sorted. Pure functions. */

import type { PastJob, QueueEntry } from './model';

/** A job of the queue or of the history, in one shape. */
export interface IJob {
  /** As Slurm writes it: `123`, `123_4`, `123_[5-9%3]`, `123+0`. */
  id: string;
  name: string;
  state: string;
  user: string | null;
  account: string | null;
  partition: string | null;
  qos: string | null;
  cpus: number | null;
  gpus: number | null;
  nodes: string;
  submitted: number | null;
  start: number | null;
  end: number | null;
  /** Seconds; null without a limit. */
  limit: number | null;
  /** Slurm's code for why it waits. */
  reason: string | null;
  /** How many tasks of an array it stands for. */
  tasks: number;
  /** What accounting knows; null in the queue. */
  past: PastJob | null;
}

/** A row: a job, an array or heterogeneous job, or a part of one. */
export interface IJobRow {
  /** Names the row, and the job to Slurm. */
  key: string;
  /** The job; of an array, its first line. */
  job: IJob;
  /** The parts of an array or heterogeneous job; null for a job. */
  parts: readonly IJob[] | null;
  isOpen: boolean;
  /** It is a part, and stands below its array. */
  isPart: boolean;
}

/** What the list shows of all jobs. */
export interface IListOptions {
  /** Words that a job must have, in its name, id, user, account, partition, nodes or reason. */
  search: string;
  /** States that are shown; empty for all. */
  states: ReadonlySet<string>;
  sort: ISort | null;
  /** The arrays that are unfolded. */
  open: ReadonlySet<string>;
}

/** How rows are sorted. */
export interface ISort {
  /** Names it, so that the heading can tell. */
  column: string;
  value: (row: IJobRow) => number | string | null;
  descending: boolean;
}

/** A job of the queue. */
export function ofQueue(entry: QueueEntry): IJob {
  return {
    id: entry.job_id,
    name: entry.name,
    state: entry.state,
    user: entry.user,
    account: entry.account,
    partition: entry.partition,
    qos: entry.qos,
    cpus: entry.cpus,
    gpus: entry.gpus,
    nodes: entry.nodes,
    submitted: entry.submitted,
    start: entry.start,
    end: entry.end,
    limit: entry.limit,
    reason: entry.reason,
    tasks: entry.task_count,
    past: null
  };
}

/** A job of the history. */
export function ofHistory(job: PastJob): IJob {
  return {
    id: job.job_id,
    name: job.name,
    state: job.state,
    user: job.user,
    account: job.account,
    partition: job.partition,
    qos: job.qos,
    cpus: job.cpus,
    gpus: job.gpus,
    nodes: job.nodes,
    submitted: job.submitted,
    start: job.start,
    end: job.end,
    limit: job.limit,
    reason: null,
    tasks: 1,
    past: job
  };
}

/** The array or heterogeneous job that a job is a part of; null for one that stands alone. */
export function wholeOf(id: string): string | null {
  const end = id.search(/[_+]/);
  return end < 0 ? null : id.slice(0, end);
}

/** The rows to show, in order. */
export function rowsOf(
  jobs: readonly IJob[],
  { search, states, sort, open }: IListOptions
): IJobRow[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const rows = fold(
    jobs.filter(
      job =>
        (!states.size || states.has(job.state)) &&
        (!words.length || hasWords(job, words))
    )
  );
  if (sort) {
    sortRows(rows, sort);
  }
  return rows.flatMap(row => unfold(row, open));
}

/** How many jobs are in each state, arrays by their tasks, most first. */
export function countStates(jobs: readonly IJob[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const { state, tasks } of jobs) {
    counts.set(state, (counts.get(state) ?? 0) + tasks);
  }
  return [...counts].sort(([, a], [, b]) => b - a);
}

/** The tasks of an array, or 1. */
export function tasksOf({ job, parts }: IJobRow): number {
  return parts ? parts.reduce((sum, part) => sum + part.tasks, 0) : job.tasks;
}

function hasWords(job: IJob, words: readonly string[]): boolean {
  const text = [
    job.id,
    job.name,
    job.user,
    job.account,
    job.partition,
    job.nodes,
    job.reason
  ]
    .join(' ')
    .toLowerCase();
  return words.every(word => text.includes(word));
}

/** Whether a row is a heterogeneous job, whose parts are no tasks: they run together. */
export function isHeterogeneous({ parts }: IJobRow): boolean {
  return parts?.[0]?.id.includes('+') ?? false;
}

/** Put the parts of arrays and heterogeneous jobs together, where the first of them stands. */
function fold(jobs: readonly IJob[]): IJobRow[] {
  const rows: IJobRow[] = [];
  const wholes = new Map<string, IJob[]>();
  for (const job of jobs) {
    const whole = wholeOf(job.id);
    const parts = whole === null ? undefined : wholes.get(whole);
    if (parts) {
      parts.push(job);
      continue;
    }
    const own = whole === null ? null : [job];
    if (whole !== null && own) {
      wholes.set(whole, own);
    }
    const key = whole ?? job.id;
    rows.push({ key, job, parts: own, isOpen: false, isPart: false });
  }
  return rows.map(row => (isHeterogeneous(row) ? inOrder(row) : row));
}

/** A heterogeneous job with its parts as Slurm counts them; squeue lists the last one first. */
function inOrder(row: IJobRow): IJobRow {
  const number = ({ id }: IJob): number => Number(id.split('+')[1]);
  const parts = [...(row.parts ?? [])].sort((a, b) => number(a) - number(b));
  return { ...row, parts, job: parts[0] ?? row.job };
}

function unfold(row: IJobRow, open: ReadonlySet<string>): IJobRow[] {
  if (!row.parts || !open.has(row.key)) {
    return [row];
  }
  return [
    { ...row, isOpen: true },
    ...row.parts.map(job => ({
      key: job.id,
      job,
      parts: null,
      isOpen: false,
      isPart: true
    }))
  ];
}

/** Sort in place; what has no value comes last either way. */
function sortRows(
  rows: IJobRow[],
  { value, descending }: Pick<ISort, 'value' | 'descending'>
): void {
  const collator = new Intl.Collator(undefined, { numeric: true });
  const values = new Map(rows.map(row => [row, value(row)]));
  rows.sort((left, right) => {
    const a = values.get(left) ?? null;
    const b = values.get(right) ?? null;
    if (a === null || b === null) {
      return Number(a === null) - Number(b === null);
    }
    const order =
      typeof a === 'number' && typeof b === 'number'
        ? a - b
        : collator.compare(String(a), String(b));
    return descending ? -order : order;
  });
}
