/** Looks whether a job fits into its partition before Slurm is asked, and says so with the partition's figures. */

import { TranslationBundle } from '@jupyterlab/translation';

import type { Schemas } from '../../api/client';
import { formatBytes } from '../../ui/bytes';
import { formatDuration } from '../../ui/time';
import { FieldName, optionOf, Options } from './options';

export type Partition = Schemas['PartitionInfo'];
export type Account = Schemas['AccountInfo'];

/** What is wrong with a field. */
export interface IProblem {
  field: FieldName;
  text: string;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Seconds of a time limit as sbatch(1) takes it; null for what isn't one, Infinity for none. */
export function parseTime(text: string): number | null {
  if (/^(unlimited|infinite)$/i.test(text)) {
    return Infinity;
  }
  const match = /^(?:(\d+)-)?(\d+)(?::(\d+))?(?::(\d+))?$/.exec(text.trim());
  if (!match) {
    return null;
  }
  const [days, ...parts] = match.slice(1);
  const [a, b, c] = parts.map(part =>
    part === undefined ? undefined : Number(part)
  );
  if (days !== undefined) {
    return Number(days) * DAY + (a ?? 0) * HOUR + (b ?? 0) * MINUTE + (c ?? 0);
  }
  if (c !== undefined) {
    return (a ?? 0) * HOUR + (b ?? 0) * MINUTE + c;
  }
  return (a ?? 0) * MINUTE + (b ?? 0);
}

/** Bytes of an amount of memory as sbatch(1) takes it, in megabytes without a unit; null for what isn't one. */
export function parseMemory(text: string): number | null {
  const match = /^(\d+)\s*([KMGT]?)B?$/i.exec(text.trim());
  if (!match) {
    return null;
  }
  const power = 'KMGT'.indexOf((match[2] || 'M').toUpperCase()) + 1;
  return Number(match[1]) * 1024 ** power;
}

/** The number of GPUs in `2`, `a100:2` or `gpu:a100:2`; null where the text says something else. */
export function parseGpus(text: string): number | null {
  const match = /^(?:gpu(?=:|$):?)?(?:[^:,]+:)?(\d+)?$/.exec(text.trim());
  return match ? Number(match[1] ?? 1) : null;
}

/** The partition that a job would go to: the named one, else the default one. */
export function partitionOf(
  options: Options,
  partitions: readonly Partition[]
): Partition | null {
  const name = options['partition'];
  return (
    partitions.find(partition =>
      name === undefined ? partition.is_default : partition.name === name
    ) ?? null
  );
}

/** What doesn't fit; Slurm has the last word, as it knows exceptions. */
export function problemsOf(
  options: Options,
  partitions: readonly Partition[],
  accounts: readonly Account[],
  trans: TranslationBundle
): IProblem[] {
  const partition = partitionOf(options, partitions);
  const found = [
    unknownPartition(options, partitions, trans),
    ...(partition
      ? [
          closedTo(options, partition, accounts, trans),
          tooLong(options, partition, trans),
          tooManyCores(options, partition, trans),
          tooMuchMemory(options, partition, trans),
          tooManyGpus(options, partition, trans)
        ]
      : [malformedTime(options, trans)])
  ];
  return found.filter(problem => problem !== null);
}

function unknownPartition(
  options: Options,
  partitions: readonly Partition[],
  trans: TranslationBundle
): IProblem | null {
  const name = options['partition'];
  // Several may be named, parted by commas: Slurm takes the first that is free.
  if (!name || name.includes(',') || !partitions.length) {
    return null;
  }
  const partition = partitions.find(each => each.name === name);
  if (partition) {
    return partition.is_up
      ? null
      : {
          field: 'partition',
          text: trans.__('%1 starts no jobs at the moment.', name)
        };
  }
  return {
    field: 'partition',
    text: trans.__('There is no partition %1 that you may use.', name)
  };
}

function closedTo(
  options: Options,
  { name, accounts: allowed }: Partition,
  accounts: readonly Account[],
  trans: TranslationBundle
): IProblem | null {
  const chosen =
    options['account'] ?? accounts.find(each => each.is_default)?.name;
  const account = accounts.find(each => each.name === chosen);
  const elsewhere =
    account && account.partitions.length && !account.partitions.includes(name);
  const isRefused = chosen && allowed && !allowed.includes(chosen);
  return elsewhere || isRefused
    ? {
        field: 'account',
        text: trans.__('%1 can’t be used in %2.', chosen ?? '', name)
      }
    : null;
}

function malformedTime(
  options: Options,
  trans: TranslationBundle
): IProblem | null {
  const text = options['time'];
  return text !== undefined && parseTime(text) === null
    ? {
        field: 'time',
        text: trans.__(
          'Write it as minutes, 1:30:00 for hours, or 2-12 for days and hours.'
        )
      }
    : null;
}

function tooLong(
  options: Options,
  { name, limit }: Partition,
  trans: TranslationBundle
): IProblem | null {
  const malformed = malformedTime(options, trans);
  const seconds = parseTime(options['time'] ?? '');
  if (malformed || seconds === null || limit === null || seconds <= limit) {
    return malformed;
  }
  return {
    field: 'time',
    text: trans.__('%1 allows at most %2.', name, formatDuration(limit, trans))
  };
}

function tooManyCores(
  options: Options,
  { name, kinds, cpus_per_node: allowed }: Partition,
  trans: TranslationBundle
): IProblem | null {
  const wanted = Number(options['cpus-per-task'] ?? 1);
  const most = Math.min(
    allowed ?? Infinity,
    kinds.length ? Math.max(...kinds.map(({ cpus }) => cpus)) : Infinity
  );
  return wanted > most
    ? {
        field: 'cpus-per-task',
        text: trans._n(
          'A task gets at most %1 core in %2.',
          'A task gets at most %1 cores in %2.',
          most,
          name
        )
      }
    : null;
}

function tooMuchMemory(
  options: Options,
  { name, kinds, memory_per_node: allowed }: Partition,
  trans: TranslationBundle
): IProblem | null {
  const text = options[optionOf('memory', options)];
  if (text === undefined) {
    return null;
  }
  const bytes = parseMemory(text);
  if (bytes === null) {
    return {
      field: 'memory',
      text: trans.__('Write it as 4G or 500M.')
    };
  }
  const most = Math.min(
    allowed ?? Infinity,
    kinds.length ? Math.max(...kinds.map(({ memory }) => memory)) : Infinity
  );
  return bytes > most
    ? {
        field: 'memory',
        text: trans.__(
          'A node of %1 has at most %2.',
          name,
          formatBytes(most, trans)
        )
      }
    : null;
}

function tooManyGpus(
  options: Options,
  { name, kinds }: Partition,
  trans: TranslationBundle
): IProblem | null {
  const text = options[optionOf('gpus', options)];
  const wanted = text === undefined ? 0 : (parseGpus(text) ?? 0);
  if (!wanted || !kinds.length) {
    return null;
  }
  const most = Math.max(...kinds.map(({ gpus }) => gpus ?? 0));
  if (!most) {
    return { field: 'gpus', text: trans.__('%1 has no GPUs.', name) };
  }
  // GPUs of the whole job may lie on several nodes.
  const isOfNode = optionOf('gpus', options) !== 'gpus';
  return isOfNode && wanted > most
    ? {
        field: 'gpus',
        text: trans._n(
          'A node of %2 has at most %1 GPU.',
          'A node of %2 has at most %1 GPUs.',
          most,
          name
        )
      }
    : null;
}
