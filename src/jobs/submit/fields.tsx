/** The form's fields: each with its label, a hint below it, and what is wrong with its value. */

import * as React from 'react';

interface IFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** What the value means, or is when there is none. */
  hint?: string | null;
  /** What is wrong with it. */
  problem?: string | null;
  /** It takes a whole line. */
  isWide?: boolean;
}

/** A field for text. */
export function TextField({
  placeholder,
  numeric = false,
  suggestions,
  ...field
}: IFieldProps & {
  placeholder?: string;
  /** Whole numbers alone make sense. */
  numeric?: boolean;
  suggestions?: readonly string[];
}): React.JSX.Element {
  const list = React.useId();
  return (
    <Labelled {...field}>
      {attributes => (
        <input
          {...attributes}
          className="hpclab-Field-input"
          type="text"
          inputMode={numeric ? 'numeric' : undefined}
          spellCheck={false}
          autoComplete="off"
          list={suggestions && list}
          placeholder={placeholder}
          value={field.value}
          onChange={({ currentTarget }) => field.onChange(currentTarget.value)}
        />
      )}
      {suggestions && (
        <datalist id={list}>
          {suggestions.map(each => (
            <option key={each} value={each} />
          ))}
        </datalist>
      )}
    </Labelled>
  );
}

/** A field with a few choices; a value that is none of them is one more. */
export function ChoiceField({
  choices,
  ...field
}: IFieldProps & {
  choices: readonly { value: string; label: string }[];
}): React.JSX.Element {
  const isKnown = choices.some(({ value }) => value === field.value);
  return (
    <Labelled {...field}>
      {attributes => (
        <select
          {...attributes}
          className="hpclab-Select hpclab-Field-input"
          value={field.value}
          onChange={({ currentTarget }) => field.onChange(currentTarget.value)}
        >
          {choices.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
          {!isKnown && <option value={field.value}>{field.value}</option>}
        </select>
      )}
    </Labelled>
  );
}

interface IAttributes {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': boolean | undefined;
}

function Labelled({
  label,
  hint,
  problem,
  isWide = false,
  children: parts
}: Omit<IFieldProps, 'value' | 'onChange'> & {
  children:
    | ((attributes: IAttributes) => React.ReactNode)
    | [(attributes: IAttributes) => React.ReactNode, ...React.ReactNode[]];
}): React.JSX.Element {
  const id = React.useId();
  const [draw, ...more] = Array.isArray(parts) ? parts : [parts];
  const text = problem ?? hint;
  return (
    <div className={`hpclab-Field${isWide ? ' hpclab-mod-wide' : ''}`}>
      <label htmlFor={id}>{label}</label>
      {draw({
        id,
        'aria-describedby': text ? `${id}-text` : undefined,
        'aria-invalid': problem ? true : undefined
      })}
      {more}
      {text && (
        <p
          id={`${id}-text`}
          className={problem ? 'hpclab-Field-problem' : 'hpclab-Field-hint'}
        >
          {text}
        </p>
      )}
    </div>
  );
}
