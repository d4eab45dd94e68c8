/** A search box in JupyterLab's look: Escape empties it, arrow down goes on to what was found. */

import { InputGroup } from '@jupyterlab/ui-components';
import * as React from 'react';

/** What the box holds. */
export interface ISearchBoxProps {
  /** Its accessible name, which it also shows while it's empty. */
  name: string;
  value: string;
  inputRef?: React.Ref<HTMLInputElement>;
  onChange: (value: string) => void;
  /** Called when the person goes on to the results. */
  onLeave?: () => void;
}

/** A search box. */
export function SearchBox({
  name,
  value,
  inputRef,
  onChange,
  onLeave
}: ISearchBoxProps): React.JSX.Element {
  const onKeyDown = (event: React.KeyboardEvent<HTMLInputElement>): void => {
    if (event.key === 'Escape' && value) {
      event.preventDefault();
      event.stopPropagation();
      onChange('');
    } else if (event.key === 'ArrowDown' && onLeave) {
      event.preventDefault();
      onLeave();
    }
  };
  return (
    <InputGroup
      className="hpclab-SearchBox"
      inputRef={inputRef as React.RefObject<HTMLInputElement>}
      type="search"
      aria-label={name}
      placeholder={name}
      autoComplete="off"
      spellCheck={false}
      value={value}
      rightIcon="ui-components:search"
      onChange={event => onChange(event.currentTarget.value)}
      onKeyDown={onKeyDown}
    />
  );
}
