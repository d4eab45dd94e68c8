/** The form of a submission: what the job asks for, the script below it, and when it would start. */

import * as React from 'react';

import { Button } from '../../ui/button';
import { errorText } from '../../ui/errorText';
import { Notice } from '../../ui/notice';
import { useTranslation } from '../../ui/translation';
import { useSignals } from '../../ui/useSignal';
import { ChoiceField, TextField } from './fields';
import type { SubmissionModel } from './model';
import { Options, otherOptions } from './options';
import { Presets } from './presets';
import { IResourcesProps, Resources, useFields } from './resources';
import { Start } from './start';
import type { Targets } from './targets';
import { mailChoices } from './words';

/** Values as sbatch takes them, in every language. */
const EXAMPLES = { array: '1-10%2', dependency: 'afterok:12345' };

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
  const resources = {
    targets,
    options: model.options,
    onChange: model.set
  };
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
          <Presets {...resources} lastUsed={lastUsed} />
          <Fields model={model} resources={resources} />
          <Script model={model} />
          <div className="hpclab-Submit-end">
            <Start {...model.start} />
            <span className="hpclab-Submit-buttons">
              <Button
                kind="outlined"
                busy={model.start.isAsking}
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

function Fields({
  model,
  resources
}: {
  model: SubmissionModel;
  resources: IResourcesProps;
}): React.JSX.Element {
  const trans = useTranslation();
  const bind = useFields(resources);
  const { options } = model;
  const others = otherOptions(options);
  return (
    <div className="hpclab-Fields">
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
      <Resources {...resources} />
      <TextField
        {...bind('ntasks', trans.__('Tasks'))}
        numeric
        placeholder="1"
      />
      <TextField {...bind('nodes', trans.__('Nodes'))} placeholder="1" />
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
        className="hpclab-ScriptText"
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
