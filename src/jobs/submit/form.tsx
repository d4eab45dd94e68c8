/** The form of a submission: what the job asks for, the script below it, and when it would start. */

import { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import { Button } from '../../ui/button';
import { errorText } from '../../ui/errorText';
import { Notice } from '../../ui/notice';
import { useTranslation } from '../../ui/translation';
import { useSignals } from '../../ui/useSignal';
import { ChoiceField, TextField } from './fields';
import { IProblem, partitionOf, problemsOf } from './limits';
import type { SubmissionModel } from './model';
import {
  changesOf,
  FieldName,
  optionOf,
  Options,
  otherOptions
} from './options';
import { Start } from './start';
import type { Targets } from './targets';
import {
  accountChoices,
  accountHint,
  mailChoices,
  memoryLabel,
  partitionChoices,
  partitionHint,
  timeHint
} from './words';

/** Values as sbatch takes them, in every language. */
const EXAMPLES = {
  time: '1:00:00',
  memory: '4G',
  array: '1-10%2',
  dependency: 'afterok:12345'
};

/** What the form works with. */
export interface ISubmitFormProps {
  model: SubmissionModel;
  targets: Targets;
  /** The options of the last submission; null before the first. */
  lastUsed: Options | null;
  onSubmit: () => void;
}

/** The form. */
export function SubmitForm({
  model,
  targets,
  lastUsed,
  onSubmit
}: ISubmitFormProps): React.JSX.Element {
  const trans = useTranslation();
  useSignals(model.changed, targets.changed);
  const problems = problemsOf(
    model.options,
    targets.partitions,
    targets.accounts,
    trans
  );
  return (
    <form
      className="hpclab-Submit"
      aria-label={trans.__('Submit job')}
      noValidate
      onSubmit={event => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {model.error && (
        <Notice level="error" detail={model.error.detail}>
          {errorText(model.error, trans)}
        </Notice>
      )}
      {!model.isLoaded && !model.error && (
        <p className="hpclab-mod-secondary">
          {trans.__('Reading the script…')}
        </p>
      )}
      {model.isLoaded && (
        <>
          <Presets model={model} targets={targets} lastUsed={lastUsed} />
          <Fields model={model} targets={targets} problems={problems} />
          <Script model={model} />
          <div className="hpclab-Submit-end">
            <Start model={model} />
            <span className="hpclab-Submit-buttons">
              <Button
                kind="outlined"
                busy={model.isAsking}
                onClick={() => void model.ask()}
              >
                {trans.__('Ask when it would start')}
              </Button>
              <Button
                kind="primary"
                busy={model.isSubmitting}
                disabled={model.problem !== null}
                onClick={onSubmit}
              >
                {trans.__('Submit')}
              </Button>
            </span>
          </div>
        </>
      )}
    </form>
  );
}

/** Options that belong together: the site's, and those of the last submission. */
function Presets({
  model,
  targets,
  lastUsed
}: Omit<ISubmitFormProps, 'onSubmit'>): React.JSX.Element | null {
  const trans = useTranslation();
  const presets = [
    ...targets.presets,
    ...(lastUsed
      ? [
          {
            title: trans.__('As last time'),
            description: '',
            options: lastUsed
          }
        ]
      : [])
  ];
  if (!presets.length) {
    return null;
  }
  return (
    <div
      className="hpclab-Submit-presets"
      role="group"
      aria-label={trans.__('Presets')}
    >
      {presets.map(({ title, description, options }) => (
        <Button
          key={title}
          kind="outlined"
          hint={description || textOf(options)}
          onClick={() => model.set(changesOf(options, model.options))}
        >
          {title}
        </Button>
      ))}
    </div>
  );
}

function textOf(options: Options): string {
  return Object.entries(options)
    .map(([name, value]) => (value ? `--${name}=${value}` : `--${name}`))
    .join(' ');
}

/** How a field is bound to the model. */
interface IBound {
  label: string;
  value: string;
  problem: string | null;
  onChange: (value: string) => void;
}

function binder(
  model: SubmissionModel,
  problems: readonly IProblem[]
): (field: FieldName, label: string) => IBound {
  const { options } = model;
  return (field, label) => {
    const option = optionOf(field, options);
    return {
      label,
      value: options[option] ?? '',
      problem: problems.find(each => each.field === field)?.text ?? null,
      onChange: value => model.set({ [option]: value || null })
    };
  };
}

function Fields({
  model,
  targets,
  problems
}: {
  model: SubmissionModel;
  targets: Targets;
  problems: readonly IProblem[];
}): React.JSX.Element {
  const trans = useTranslation();
  const { options } = model;
  const bind = binder(model, problems);
  const partition = partitionOf(options, targets.partitions);
  const others = otherOptions(options);
  return (
    <div className="hpclab-Submit-fields">
      <TextField
        {...bind('job-name', trans.__('Job name'))}
        placeholder={model.defaultName ?? undefined}
      />
      <TextField
        label={trans.__('Folder')}
        value={options['chdir'] ?? model.shownFolder}
        onChange={folder => model.setFolder(folder)}
        hint={trans.__('Where the job runs and writes its output.')}
      />
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
        {...bind('ntasks', trans.__('Tasks'))}
        numeric
        placeholder="1"
      />
      <TextField {...bind('nodes', trans.__('Nodes'))} placeholder="1" />
      <TextField
        {...bind('gpus', gpusLabel(options, trans))}
        suggestions={gpuKinds(partition)}
      />
      <TextField
        {...bind('array', trans.__('Array'))}
        placeholder={EXAMPLES.array}
        hint={trans.__('A job for each number; after %, how many run at once.')}
      />
      <TextField
        {...bind('dependency', trans.__('After other jobs'))}
        placeholder={EXAMPLES.dependency}
      />
      <ChoiceField
        {...bind('mail-type', trans.__('Mail'))}
        choices={mailChoices(trans)}
      />
      <TextField {...bind('mail-user', trans.__('Mail to'))} />
      {others.length > 0 && (
        <p className="hpclab-Field-hint hpclab-mod-wide">
          {trans.__('Also in the script: %1', others.join(' '))}
        </p>
      )}
    </div>
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

function Script({ model }: { model: SubmissionModel }): React.JSX.Element {
  const trans = useTranslation();
  const id = React.useId();
  return (
    <div className="hpclab-Submit-script">
      <label htmlFor={id}>{trans.__('Script')}</label>
      {model.wasConverted && (
        <Notice level="info">
          {trans.__(
            'Its line ends were those of Windows and are converted here; the file stays as it is.'
          )}
        </Notice>
      )}
      <textarea
        id={id}
        className="hpclab-Submit-text"
        spellCheck={false}
        wrap="off"
        rows={Math.min(24, Math.max(8, model.script.split('\n').length + 1))}
        value={model.script}
        onChange={({ currentTarget }) => model.setScript(currentTarget.value)}
      />
      {model.problem && <Notice level="warning">{model.problem}</Notice>}
    </div>
  );
}
