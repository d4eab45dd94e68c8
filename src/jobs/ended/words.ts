/** Puts the end of jobs into words. */

import { TranslationBundle } from '@jupyterlab/translation';

import { Schemas } from '../../api/client';

export type EndedJob = Schemas['EndedJob'];

/** JupyterLab cuts a notification off after 140 characters: names are cut here. */
const LONGEST_NAME = 40;

/** Whether something went wrong in it. */
export function hasFailed({ failed }: EndedJob): boolean {
  return failed > 0;
}

/** How a job or an array ended. */
export function endText(job: EndedJob, trans: TranslationBundle): string {
  return job.is_array ? arrayText(job, trans) : jobText(job, trans);
}

/** How several jobs ended. */
export function severalText(
  jobs: readonly EndedJob[],
  trans: TranslationBundle
): string {
  const failed = jobs.filter(hasFailed).length;
  return [
    trans._n(
      '%1 job of yours has ended.',
      '%1 jobs of yours have ended.',
      jobs.length
    ),
    failed && trans._n('%1 failed.', '%1 failed.', failed)
  ]
    .filter(Boolean)
    .join(' ');
}

function jobText(job: EndedJob, trans: TranslationBundle): string {
  const name = clip(job.name);
  switch (job.state) {
    case 'COMPLETED':
      return trans.__('Job %1 (%2) has completed.', job.key, name);
    case 'FAILED':
      return typeof job.exit_code === 'number'
        ? trans.__(
            'Job %1 (%2) failed, with exit status %3.',
            job.key,
            name,
            job.exit_code
          )
        : trans.__('Job %1 (%2) failed.', job.key, name);
    case 'OUT_OF_MEMORY':
      return trans.__('Job %1 (%2) ran out of memory.', job.key, name);
    case 'TIMEOUT':
    case 'DEADLINE':
      return trans.__('Job %1 (%2) failed: its time was up.', job.key, name);
    case 'NODE_FAIL':
    case 'BOOT_FAIL':
      return trans.__('Job %1 (%2) failed: its node did.', job.key, name);
    default:
      return trans.__('Job %1 (%2) has ended.', job.key, name);
  }
}

function arrayText(job: EndedJob, trans: TranslationBundle): string {
  return [
    trans._n(
      '%1 task of array %2 (%3) has ended.',
      '%1 tasks of array %2 (%3) have ended.',
      job.tasks,
      job.key,
      clip(job.name)
    ),
    job.failed && trans._n('%1 failed.', '%1 failed.', job.failed)
  ]
    .filter(Boolean)
    .join(' ');
}

function clip(name: string): string {
  const characters = Array.from(name.replace(/\s+/g, ' '));
  return characters.length > LONGEST_NAME
    ? `${characters.slice(0, LONGEST_NAME - 1).join('')}…`
    : characters.join('');
}
