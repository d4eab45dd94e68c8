/** A few choices side by side, of which one is made. */

import * as React from 'react';

/** What can be chosen. */
export interface IChoice<T> {
  value: T;
  label: string;
}

/** The choices. */
export interface IChoicesProps<T> {
  /** Their accessible name. */
  name: string;
  choices: readonly IChoice<T>[];
  value: T;
  onChange: (value: T) => void;
}

/** Buttons that stay pressed; each says so. */
export function Choices<T extends string | number>({
  name,
  choices,
  value,
  onChange
}: IChoicesProps<T>): React.JSX.Element {
  return (
    <div className="hpclab-Choices" role="group" aria-label={name}>
      {choices.map(choice => (
        <button
          key={choice.value}
          type="button"
          className="hpclab-Choice"
          aria-pressed={choice.value === value}
          onClick={() => onChange(choice.value)}
        >
          {choice.label}
        </button>
      ))}
    </div>
  );
}
