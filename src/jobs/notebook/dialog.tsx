/** The dialog of a run: what can be chosen, where the result goes, and the script before it is submitted. */

import { TranslationBundle } from '@jupyterlab/translation';
import { addIcon, closeIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

import { Button } from '../../ui/button';
import { Choices } from '../../ui/choices';
import { ask } from '../../ui/dialog';
import { errorText } from '../../ui/errorText';
import { Fold } from '../../ui/fold';
import { Notice } from '../../ui/notice';
import { useTranslation } from '../../ui/translation';
import { useSignals } from '../../ui/useSignal';
import { ChoiceField } from '../submit/fields';
import { Options, otherOptions } from '../submit/options';
import { Presets } from '../submit/presets';
import { RESOURCE_FIELDS, Resources } from '../submit/resources';
import { Start } from '../submit/start';
import type { Targets } from '../submit/targets';
import type { ModuleChoice, NotebookForm } from './formModel';
import type { IParameter } from './parameters';

/** What the dialog is about. */
export interface IDialogContext {
  form: NotebookForm;
  /** The notebook's name. */
  name: string;
  kernels: readonly { name: string; title: string }[];
  moduleChoices: readonly ModuleChoice[];
  targets: Targets;
  /** The options of the last submission; null before the first. */
  lastUsed: Options | null;
  /** It is the notebook that one works on, and the session ends. */
  continues: boolean;
  trans: TranslationBundle;
}

/** Let a person fill in the form; false where they give up. */
export function askForRun(context: IDialogContext): Promise<boolean> {
  const { name, continues, trans } = context;
  return ask({
    title: continues
      ? trans.__('Continue %1 as batch job', name)
      : trans.__('Run %1 as batch job', name),
    draw: () => <Form {...context} />,
    accept: trans.__('Submit'),
    trans
  });
}

function Form(context: IDialogContext): React.JSX.Element {
  const trans = useTranslation();
  const { form, targets, lastUsed, continues } = context;
  useSignals(form.changed, targets.changed);
  const { choices, error, answer } = form;
  const { options } = choices;
  const resources = { targets, options, onChange: form.set };
  const others = otherOptions(options, RESOURCE_FIELDS);
  return (
    <div className="hpclab-NotebookRun">
      {error && (
        <Notice level="error" detail={error.detail}>
          {errorText(error, trans)}
        </Notice>
      )}
      {continues && (
        <p>
          {trans.__(
            'The job runs the notebook from its top: what the kernel has in memory now does not go with it.'
          )}
        </p>
      )}
      <Presets {...resources} lastUsed={lastUsed} />
      <Choices
        name={trans.__('How it runs')}
        choices={[
          { value: 'execute', label: trans.__('Execute cell by cell') },
          { value: 'convert', label: trans.__('Convert to a script') }
        ]}
        value={choices.way}
        onChange={way => form.choose({ way })}
      />
      <p className="hpclab-mod-secondary">
        {choices.way === 'execute'
          ? trans.__(
              'A copy is executed: %1, in %2. It is saved after each cell, and errors stay in it.',
              answer?.result ?? '…',
              answer?.folder ?? '…'
            )
          : trans.__(
              'A copy is converted to a script, which runs in %1. Its output is that of the job.',
              answer?.folder ?? '…'
            )}{' '}
        {trans.__('Unsaved changes are saved first.')}
      </p>
      {choices.way === 'execute' && <Parameters form={form} />}
      <div className="hpclab-Fields">
        <Environment {...context} />
        <Resources {...resources} />
        {others.length > 0 && (
          <p className="hpclab-Field-hint hpclab-mod-wide">
            {trans.__('Also in the script: %1', others.join(' '))}
          </p>
        )}
      </div>
      <div>
        <Fold label={trans.__('Script')}>
          <Script form={form} />
        </Fold>
      </div>
      <div className="hpclab-Submit-end">
        <Start {...form.start} />
        <Button
          kind="outlined"
          busy={form.start.isAsking}
          onClick={() => void form.ask()}
        >
          {trans.__('Ask when it would start')}
        </Button>
      </div>
    </div>
  );
}

function Parameters({ form }: { form: NotebookForm }): React.JSX.Element {
  const trans = useTranslation();
  const { parameters } = form.choices;
  const reason = form.answer?.no_parameters;
  const set = (changed: readonly IParameter[]): void =>
    form.choose({ parameters: changed });
  const change = (at: number, value: Partial<IParameter>): void =>
    set(parameters.map((one, i) => (i === at ? { ...one, ...value } : one)));
  return (
    <fieldset className="hpclab-NotebookRun-group">
      <legend>{trans.__('Parameters')}</legend>
      {reason ? (
        <p className="hpclab-mod-secondary">{reason}</p>
      ) : (
        <>
          {parameters.map((one, at) => (
            <div key={at} className="hpclab-NotebookRun-parameter">
              {one.default === null ? (
                <>
                  <input
                    className="hpclab-Field-input"
                    aria-label={trans.__('Name of the parameter')}
                    placeholder={trans.__('Name')}
                    spellCheck={false}
                    value={one.name}
                    onChange={({ target }) =>
                      change(at, { name: target.value })
                    }
                  />
                  <span>=</span>
                </>
              ) : (
                <span title={trans.__('In the notebook: %1', one.default)}>
                  {one.name} =
                </span>
              )}
              <input
                className="hpclab-Field-input"
                aria-label={
                  one.default === null
                    ? trans.__('Value of the parameter')
                    : one.name
                }
                spellCheck={false}
                value={one.value}
                onChange={({ target }) => change(at, { value: target.value })}
              />
              {one.default === null && (
                <Button
                  icon={closeIcon}
                  name={trans.__('Remove the parameter')}
                  onClick={() => set(parameters.filter((_, i) => i !== at))}
                />
              )}
            </div>
          ))}
          <div>
            <Button
              icon={addIcon}
              onClick={() =>
                set([...parameters, { name: '', value: '', default: null }])
              }
            >
              {trans.__('Add parameter')}
            </Button>
          </div>
        </>
      )}
    </fieldset>
  );
}

function Environment({
  form,
  kernels,
  moduleChoices
}: IDialogContext): React.JSX.Element {
  const trans = useTranslation();
  const { choices } = form;
  const labels: Record<ModuleChoice, string> = {
    session: trans.__('Those of the session'),
    kernel: trans.__('Those that the kernel started with'),
    none: trans.__('Those of a login')
  };
  return (
    <>
      <ChoiceField
        label={trans.__('Kernel')}
        choices={kernels.map(({ name, title }) => ({
          value: name,
          label: title
        }))}
        value={choices.kernel}
        onChange={kernel => form.choose({ kernel })}
      />
      {moduleChoices.length > 1 && (
        <ChoiceField
          label={trans.__('Modules')}
          choices={moduleChoices.map(value => ({
            value,
            label: labels[value]
          }))}
          value={choices.modules}
          onChange={value =>
            form.choose({
              modules: moduleChoices.find(each => each === value) ?? 'none'
            })
          }
          hint={
            form.modules && (form.modules.join(', ') || trans.__('No modules'))
          }
        />
      )}
    </>
  );
}

function Script({ form }: { form: NotebookForm }): React.JSX.Element {
  const trans = useTranslation();
  return (
    <>
      {form.isEdited && (
        <Notice level="info">
          {trans.__(
            'You have changed the script: what is chosen above does not change it any more.'
          )}{' '}
          <Button kind="outlined" onClick={() => form.edit(null)}>
            {trans.__('Write it anew')}
          </Button>
        </Notice>
      )}
      <textarea
        className="hpclab-ScriptText"
        aria-label={trans.__('Script')}
        spellCheck={false}
        wrap="off"
        rows={14}
        value={form.script}
        // Enter is a new line here, and not the dialog's button.
        onKeyDown={event => event.stopPropagation()}
        onChange={({ target }) => form.edit(target.value)}
      />
    </>
  );
}
