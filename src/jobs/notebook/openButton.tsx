/** The button in a job's details that opens the notebook which the job executes. */

import { notebookIcon } from '@jupyterlab/ui-components';
import { CommandRegistry } from '@lumino/commands';
import * as React from 'react';

import { Button } from '../../ui/button';
import { useTranslation } from '../../ui/translation';
import { OPEN_JOB_NOTEBOOK } from './commandIds';

/** The button; nothing where the job executes no notebook. */
export function OpenNotebookButton({
  commands,
  job,
  find
}: {
  commands: CommandRegistry;
  /** The job's id. */
  job: string;
  /** Asks whether it executes a notebook. */
  find: (job: string) => Promise<boolean>;
}): React.JSX.Element | null {
  const trans = useTranslation();
  const [isThere, setThere] = React.useState(false);
  const isOffered = commands.hasCommand(OPEN_JOB_NOTEBOOK);
  React.useEffect(() => {
    let isShown = true;
    if (isOffered) {
      void find(job).then(found => isShown && setThere(found));
    }
    return () => {
      isShown = false;
    };
  }, [job, find, isOffered]);
  return isThere ? (
    <Button
      icon={notebookIcon}
      kind="outlined"
      onClick={() => void commands.execute(OPEN_JOB_NOTEBOOK, { job })}
    >
      {trans.__('Open notebook')}
    </Button>
  ) : null;
}
