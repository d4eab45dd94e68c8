/** The ids of the commands of notebooks as batch jobs, and what they take. */

export { CONTINUE_AS_JOB } from '../../ui/batchCommands';

/** Takes `{path}`, as the file browser names it; without, it is about the notebook that one works on. */
export const RUN_NOTEBOOK = 'hpclab:run-notebook-as-job';
/** Runs the notebook that is selected in the file browser. */
export const RUN_SELECTED = 'hpclab:run-selected-notebook-as-job';
/** Takes `{job}`, the id of a job that executes a notebook. */
export const OPEN_JOB_NOTEBOOK = 'hpclab:open-job-notebook';
