/** What the form says of accounts, partitions and the other choices. */

import { TranslationBundle } from '@jupyterlab/translation';

import { formatBytes, formatFigure } from '../../ui/bytes';
import { formatDuration } from '../../ui/time';
import type { Account, Partition } from './limits';
import { optionOf, Options } from './options';
import type { Targets } from './targets';

interface IChoice {
  value: string;
  label: string;
}

/** The accounts; without one Slurm takes the default. */
export function accountChoices(
  accounts: readonly Account[],
  trans: TranslationBundle
): IChoice[] {
  return [
    defaultChoice(accounts.find(each => each.is_default)?.name, trans),
    ...accounts.map(({ name, description }) => ({
      value: name,
      label: description ? `${name} – ${description}` : name
    }))
  ];
}

/** The partitions; without one Slurm takes the default. */
export function partitionChoices(
  partitions: readonly Partition[],
  trans: TranslationBundle
): IChoice[] {
  return [
    defaultChoice(partitions.find(each => each.is_default)?.name, trans),
    ...partitions.map(({ name, description }) => ({
      value: name,
      label: description ? `${name} – ${description}` : name
    }))
  ];
}

function defaultChoice(
  name: string | undefined,
  trans: TranslationBundle
): IChoice {
  return {
    value: '',
    label: name ? trans.__('Default (%1)', name) : trans.__('Default')
  };
}

/** What is left of the chosen account, or why accounts aren't known. */
export function accountHint(
  options: Options,
  { accounts, accountsReason }: Targets,
  trans: TranslationBundle
): string | null {
  if (!accounts.length) {
    return accountsReason;
  }
  const chosen = accounts.find(({ name, is_default }) =>
    options['account'] ? name === options['account'] : is_default
  );
  const balance = chosen?.balance;
  if (!balance) {
    return null;
  }
  const left = formatFigure(Math.max(0, balance.limit - balance.used));
  const limit = formatFigure(balance.limit);
  switch (balance.resource) {
    case 'cpu':
      return trans.__('%1 of %2 core hours left', left, limit);
    case 'gres/gpu':
      return trans.__('%1 of %2 GPU hours left', left, limit);
    default:
      return trans.__('%1 of %2 billing hours left', left, limit);
  }
}

/** What the partition offers, or why partitions aren't known. */
export function partitionHint(
  partition: Partition | null,
  { partitionsReason }: Targets,
  trans: TranslationBundle
): string | null {
  if (!partition) {
    return partitionsReason;
  }
  const { kinds, internet } = partition;
  const nodes = kinds.reduce((sum, kind) => sum + kind.nodes, 0);
  const most = (of: (kind: Partition['kinds'][number]) => number): number =>
    Math.max(0, ...kinds.map(of));
  const gpus = most(kind => kind.gpus ?? 0);
  return [
    trans._n('%1 node', '%1 nodes', nodes),
    trans._n(
      '%1 core',
      '%1 cores',
      most(({ cpus }) => cpus)
    ),
    formatBytes(
      most(({ memory }) => memory),
      trans
    ),
    gpus ? trans._n('%1 GPU', '%1 GPUs', gpus) : null,
    internet === false ? trans.__('no internet') : null
  ]
    .filter(text => text !== null)
    .join(' · ');
}

/** The partition's time limits. */
export function timeHint(
  partition: Partition | null,
  trans: TranslationBundle
): string | null {
  if (!partition) {
    return null;
  }
  const { limit, default_limit: usual } = partition;
  return [
    usual === null
      ? null
      : trans.__('%1 by default', formatDuration(usual, trans)),
    limit === null ? null : trans.__('at most %1', formatDuration(limit, trans))
  ]
    .filter(text => text !== null)
    .join(', ');
}

/** What the memory is counted for, as the script asks for it. */
export function memoryLabel(
  options: Options,
  trans: TranslationBundle
): string {
  switch (optionOf('memory', options)) {
    case 'mem-per-cpu':
      return trans.__('Memory per core');
    case 'mem-per-gpu':
      return trans.__('Memory per GPU');
    default:
      return trans.__('Memory per node');
  }
}

/** When Slurm writes a mail. */
export function mailChoices(trans: TranslationBundle): IChoice[] {
  return [
    { value: '', label: trans.__('None') },
    { value: 'END,FAIL', label: trans.__('When it ends') },
    { value: 'FAIL', label: trans.__('When it fails') },
    { value: 'ALL', label: trans.__('At every change') }
  ];
}
