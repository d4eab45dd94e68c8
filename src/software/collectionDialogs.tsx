/** Asks for a collection's name, and which collection to restore, look at, rename or delete. */

import { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import type { ApiError, Schemas } from '../api/client';
import { Button } from '../ui/button';
import { ask, choose } from '../ui/dialog';
import { EmptyState } from '../ui/emptyState';
import { errorText } from '../ui/errorText';
import { Notice } from '../ui/notice';
import { useTranslation } from '../ui/translation';
import { nameList } from './words';

/** A collection in the list; what it holds, or why that isn't known. */
export interface ICollectionRow {
  name: string;
  holds: Schemas['Collection'] | ApiError;
}

/** What somebody wants to do with a collection. */
export interface ICollectionChoice {
  action: 'restore' | 'inspect' | 'rename' | 'delete';
  name: string;
}

/** What a name is asked for. */
export interface INameQuestion {
  title: string;
  /** The button that agrees. */
  accept: string;
  proposed: string;
}

/** As long as the server takes. */
const NAME_LIMIT = 128;

/** The server's rule for names, as far as the browser can check it while one types. */
const NAME_PATTERN = '(?!-|system$)[^.\\/~\\s]+';

/** Whether a collection may have this name. */
export function isCollectionName(name: string): boolean {
  return (
    name.length <= NAME_LIMIT && new RegExp(`^(?:${NAME_PATTERN})$`).test(name)
  );
}

/** Let somebody type a collection's name, until it can be one; null where they give up. */
export async function askForName(
  { title, accept, proposed }: INameQuestion,
  trans: TranslationBundle
): Promise<string | null> {
  let name = proposed;
  do {
    const isGiven = await ask({
      title,
      draw: () => (
        <NameField
          proposed={name}
          onChange={typed => {
            name = typed.trim();
          }}
        />
      ),
      focus: 'input',
      accept,
      trans
    });
    if (!isGiven) {
      return null;
    }
  } while (!isCollectionName(name));
  return name;
}

/** Ask whether a collection may be replaced by what is loaded now. */
export function confirmReplacing(
  name: string,
  trans: TranslationBundle
): Promise<boolean> {
  return ask({
    title: trans.__('Replace the collection %1?', name),
    draw: () => (
      <p>
        {trans.__(
          'There is a collection of this name. It will hold what is loaded now instead.'
        )}
      </p>
    ),
    accept: trans.__('Replace'),
    warns: true,
    trans
  });
}

/** Ask whether a collection may be deleted. */
export function confirmDeleting(
  name: string,
  trans: TranslationBundle
): Promise<boolean> {
  return ask({
    title: trans.__('Delete the collection %1?', name),
    draw: () => <p>{trans.__('What is loaded now stays loaded.')}</p>,
    accept: trans.__('Delete'),
    warns: true,
    trans
  });
}

/** Let somebody choose a collection and what to do with it; null where they close the list. */
export function chooseCollection(
  rows: readonly ICollectionRow[],
  problem: ApiError | null,
  trans: TranslationBundle
): Promise<ICollectionChoice | null> {
  return choose<ICollectionChoice>({
    title: trans.__('Saved collections'),
    draw: onChoose => (
      <>
        {problem && (
          <Notice level="error" detail={problem.detail}>
            {errorText(problem, trans)}
          </Notice>
        )}
        <CollectionList rows={rows} onChoose={onChoose} />
      </>
    ),
    focus: '.hpclab-CollectionList button',
    trans
  });
}

function NameField({
  proposed,
  onChange
}: {
  proposed: string;
  onChange: (name: string) => void;
}): React.JSX.Element {
  const trans = useTranslation();
  const [typed, setTyped] = React.useState(proposed);
  const isWrong = typed.trim() !== '' && !isCollectionName(typed.trim());
  const hint = React.useId();
  return (
    <>
      <label className="hpclab-NameField">
        {trans.__('Name')}
        <input
          type="text"
          className="jp-mod-styled"
          aria-describedby={hint}
          aria-invalid={isWrong}
          autoComplete="off"
          spellCheck={false}
          required
          maxLength={NAME_LIMIT}
          // JupyterLab's dialog can't be accepted while this isn't met.
          pattern={`\\s*${NAME_PATTERN}\\s*`}
          value={typed}
          onChange={({ target }) => {
            setTyped(target.value);
            onChange(target.value);
          }}
        />
      </label>
      <p id={hint} role={isWrong ? 'alert' : undefined}>
        {isWrong
          ? trans.__(
              'A name has no spaces, dots, slashes or tildes, does not begin with a dash, and is not “system”.'
            )
          : trans.__(
              'In a terminal, “module restore” with this name loads these modules too.'
            )}
      </p>
    </>
  );
}

function CollectionList({
  rows,
  onChoose
}: {
  rows: readonly ICollectionRow[];
  onChoose: (choice: ICollectionChoice) => void;
}): React.JSX.Element {
  const trans = useTranslation();
  if (!rows.length) {
    return (
      <EmptyState title={trans.__('No collections are saved.')}>
        {trans.__(
          'Load the modules that you often use together, and choose “Save collection…”.'
        )}
      </EmptyState>
    );
  }
  return (
    <ul className="hpclab-CollectionList">
      {rows.map(({ name, holds }) => (
        <li key={name} className="hpclab-CollectionRow">
          <div className="hpclab-CollectionRow-text">
            <span className="hpclab-Name">{name}</span>
            <Contents holds={holds} />
          </div>
          <Button
            kind="outlined"
            name={trans.__('Restore %1', name)}
            onClick={() => onChoose({ action: 'restore', name })}
          >
            {trans.__('Restore')}
          </Button>
          <Button
            name={trans.__('What restoring %1 would change', name)}
            onClick={() => onChoose({ action: 'inspect', name })}
          >
            {trans.__('Changes…')}
          </Button>
          <Button
            name={trans.__('Rename %1', name)}
            onClick={() => onChoose({ action: 'rename', name })}
          >
            {trans.__('Rename…')}
          </Button>
          <Button
            name={trans.__('Delete %1', name)}
            onClick={() => onChoose({ action: 'delete', name })}
          >
            {trans.__('Delete…')}
          </Button>
        </li>
      ))}
    </ul>
  );
}

/** What a collection holds: what was asked for, and on demand all of it. */
function Contents({ holds }: Pick<ICollectionRow, 'holds'>): React.JSX.Element {
  const trans = useTranslation();
  if (holds instanceof Error) {
    return (
      <span className="hpclab-CollectionRow-modules">
        {errorText(holds, trans)}
      </span>
    );
  }
  const { modules, requested } = holds;
  const others = modules.length - requested.length;
  const text = nameList(requested, trans);
  return (
    <span className="hpclab-CollectionRow-modules" title={modules.join('\n')}>
      {others
        ? trans._n(
            '%2, with %1 dependency',
            '%2, with %1 dependencies',
            others,
            text
          )
        : text}
    </span>
  );
}
