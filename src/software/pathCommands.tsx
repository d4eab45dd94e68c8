/** The commands about module paths: they ask for a folder, and have it searched or not. */

import { TranslationBundle } from '@jupyterlab/translation';
import { addIcon, closeIcon } from '@jupyterlab/ui-components';
import { DisposableSet, IDisposable } from '@lumino/disposable';
import * as React from 'react';

import { ApiError } from '../api/client';
import { asApiError } from '../api/live';
import { ask } from '../ui/dialog';
import { errorText } from '../ui/errorText';
import { Notice } from '../ui/notice';
import { useTranslation } from '../ui/translation';
import { carryOut, ICommandContext, withFailuresShown } from './carryOut';
import { CommandIds } from './commandIds';

/** A folder to search. */
interface IFolder {
  path: string;
  /** Search it last, not first. */
  append: boolean;
}

/** Add the commands; disposing of the answer removes them again. */
export function addPathCommands(context: ICommandContext): IDisposable {
  const { commands, modules, trans } = context;
  const isEnabled = (): boolean =>
    modules.state !== null && modules.state.read_only === null;
  return DisposableSet.from([
    commands.addCommand(CommandIds.usePath, {
      label: trans.__('Add Module Path…'),
      caption: trans.__('Look for modules in a folder of your own too'),
      icon: addIcon,
      describedBy: {
        args: {
          type: 'object',
          properties: {
            path: {
              type: 'string',
              description: trans.__('The folder of modulefiles')
            },
            append: {
              type: 'boolean',
              description: trans.__('Search it last, not first')
            }
          }
        }
      },
      isEnabled,
      execute: ({ path, append }) =>
        typeof path === 'string'
          ? withFailuresShown(context, () =>
              search({ path, append: append === true }, context)
            )
          : askAndUse(context)
    }),
    commands.addCommand(CommandIds.unusePath, {
      label: trans.__('Remove Module Path'),
      caption: trans.__('Look for modules in a folder no longer'),
      icon: closeIcon,
      describedBy: {
        args: {
          type: 'object',
          properties: { path: { type: 'string' } },
          required: ['path']
        }
      },
      isEnabled,
      execute: ({ path }) =>
        typeof path === 'string'
          ? withFailuresShown(context, () => unuse(path, context))
          : undefined
    })
  ]);
}

/** Ask for a folder, and again, with the reason, where it can't be searched. */
async function askAndUse(context: ICommandContext): Promise<void> {
  const { modules, trans } = context;
  let proposed: IFolder = { path: '', append: false };
  let problem: ApiError | null = null;
  for (;;) {
    const folder: IFolder | null = await askForFolder(proposed, problem, trans);
    if (!folder) {
      return;
    }
    try {
      await search(folder, context);
      return;
    } catch (error) {
      // The dialog tells of it.
      modules.dismissReportsOf('use');
      problem = asApiError(error);
      proposed = folder;
    }
  }
}

function search(
  { path, append }: IFolder,
  context: ICommandContext
): Promise<boolean> {
  const { trans } = context;
  return carryOut(
    context,
    { operation: 'use', path, append },
    {
      title: trans.__('Add %1', path),
      accept: trans.__('Add'),
      modules: []
    }
  );
}

function unuse(path: string, context: ICommandContext): Promise<boolean> {
  const { trans } = context;
  return carryOut(
    context,
    { operation: 'unuse', path },
    {
      title: trans.__('Remove %1', path),
      accept: trans.__('Remove'),
      modules: []
    }
  );
}

/** Let somebody type a folder; null where they give up. */
async function askForFolder(
  proposed: IFolder,
  problem: ApiError | null,
  trans: TranslationBundle
): Promise<IFolder | null> {
  const folder = { ...proposed };
  const isGiven = await ask({
    title: trans.__('Add module path'),
    draw: () => <FolderFields folder={folder} problem={problem} />,
    focus: 'input',
    accept: trans.__('Add'),
    trans
  });
  return isGiven && folder.path.trim() ? folder : null;
}

function FolderFields({
  folder,
  problem
}: {
  /** Takes what is typed. */
  folder: IFolder;
  problem: ApiError | null;
}): React.JSX.Element {
  const trans = useTranslation();
  const hint = React.useId();
  return (
    <>
      {problem && (
        <Notice level="error" detail={problem.detail}>
          {errorText(problem, trans)}
        </Notice>
      )}
      <label className="hpclab-NameField">
        {trans.__('Folder of modulefiles')}
        <input
          type="text"
          className="jp-mod-styled"
          aria-describedby={hint}
          autoComplete="off"
          spellCheck={false}
          required
          defaultValue={folder.path}
          onChange={({ target }) => {
            folder.path = target.value;
          }}
        />
      </label>
      <p id={hint}>
        {trans.__(
          'Such as ~/modules or /project/ours/modules. It holds one folder for each name of a module.'
        )}
      </p>
      <label>
        <input
          type="checkbox"
          defaultChecked={folder.append}
          onChange={({ target }) => {
            folder.append = target.checked;
          }}
        />{' '}
        {trans.__(
          'Search it last, so that the modules of your site come first'
        )}
      </label>
    </>
  );
}
