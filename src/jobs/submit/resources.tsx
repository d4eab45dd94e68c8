/** The fields for what a job asks for: where it goes, how long, with which cores, memory and GPUs. */

import { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import { useTranslation } from '../../ui/translation';
import { ChoiceField, TextField } from './fields';
import { IProblem, partitionOf, problemsOf } from './limits';
import { Changes, FieldName, optionOf, Options } from './options';
import type { Targets } from './targets';
import {
  accountChoices,
  accountHint,
  memoryLabel,
  partitionChoices,
  partitionHint,
  timeHint
} from './words';

/** The fields that are here. */
export const RESOURCE_FIELDS = [
  'account',
  'partition',
  'time',
  'memory',
  'cpus-per-task',
  'gpus'
] as const satisfies readonly FieldName[];

/** Values as sbatch takes them, in every language. */
const EXAMPLES = { time: '1:00:00', memory: '4G' };

/** What is asked for, and what changes it. */
export interface IResourcesProps {
  options: Options;
  targets: Targets;
  onChange: (changes: Changes) => void;
}

/** What a field needs of an option. */
interface IBound {
  label: string;
  value: string;
  problem: string | null;
  onChange: (value: string) => void;
}

/** Binds fields to options, with what is wrong with them. */
export function useFields({
  options,
  targets,
  onChange
}: IResourcesProps): (field: FieldName, label: string) => IBound {
  const trans = useTranslation();
  const { partitions, accounts } = targets;
  const problems: readonly IProblem[] = problemsOf(
    options,
    partitions,
    accounts,
    trans
  );
  return (field, label) => {
    const option = optionOf(field, options);
    return {
      label,
      value: options[option] ?? '',
      problem: problems.find(each => each.field === field)?.text ?? null,
      onChange: value => onChange({ [option]: value || null })
    };
  };
}

/** The fields, for a grid. */
export function Resources(props: IResourcesProps): React.JSX.Element {
  const trans = useTranslation();
  const { options, targets } = props;
  const bind = useFields(props);
  const partition = partitionOf(options, targets.partitions);
  return (
    <>
      <ChoiceField
        {...bind('account', trans.__('Account'))}
        choices={accountChoices(targets.accounts, trans)}
        hint={accountHint(options, targets, trans)}
      />
      <ChoiceField
        {...bind('partition', trans.__('Partition'))}
        choices={partitionChoices(targets.partitions, trans)}
        hint={partitionHint(partition, targets, trans)}
      />
      <TextField
        {...bind('time', trans.__('Time limit'))}
        placeholder={EXAMPLES.time}
        hint={timeHint(partition, trans)}
      />
      <TextField
        {...bind('memory', memoryLabel(options, trans))}
        placeholder={EXAMPLES.memory}
      />
      <TextField
        {...bind('cpus-per-task', trans.__('Cores per task'))}
        numeric
        placeholder="1"
      />
      <TextField
        {...bind('gpus', gpusLabel(options, trans))}
        suggestions={gpuKinds(partition)}
      />
    </>
  );
}

/** What the GPUs are counted for, as the script asks for them. */
function gpusLabel(options: Options, trans: TranslationBundle): string {
  switch (optionOf('gpus', options)) {
    case 'gpus':
      return trans.__('GPUs of the job');
    case 'gpus-per-task':
      return trans.__('GPUs per task');
    case 'gres':
      return trans.__('Generic resources');
    default:
      return trans.__('GPUs per node');
  }
}

function gpuKinds(partition: ReturnType<typeof partitionOf>): string[] {
  const kinds = partition?.kinds.flatMap(({ gpu_kinds }) => gpu_kinds ?? []);
  return [...new Set(kinds)].map(kind => `${kind}:1`);
}
