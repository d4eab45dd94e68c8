/** Jobs: the queue, details with live output, what can be done, arrays, other people's jobs, the history. */

import { rmSync } from 'node:fs';

import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';

import { lab, slurm } from '../support/cluster';
import { expect, openPanel, test as base } from '../support/fixtures';

/** Submits jobs of small size, and ends them after the test. */
class Jobs {
  /**
   * Submit a script.
   *
   * @returns The job's id.
   */
  submit(script: string, ...options: string[]): string {
    const id = slurm(
      'sbatch',
      '--parsable',
      `--uid=${lab().user}`,
      '--chdir=/tmp',
      '--mem=50',
      '--time=10',
      '--output=/dev/null',
      ...options,
      `--wrap=${script}`
    ).trim();
    this._ids.push(id);
    return id;
  }

  end(): void {
    slurm('scancel', ...this._ids);
  }

  private readonly _ids: string[] = [];
}

const test = base.extend<{ jobs: Jobs; tab: Locator }>({
  jobs: async ({}, use) => {
    const jobs = new Jobs();
    await use(jobs);
    jobs.end();
  },
  tab: async ({ page, jobs }, use) => {
    void jobs;
    await use(page.getByRole('region', { name: 'Jobs', exact: true }));
  }
});

/** Open the tab by way of the Session panel. */
async function openJobs(page: IJupyterLabPageFixture): Promise<void> {
  const panel = await openPanel(page, 'Session');
  await panel.getByRole('button', { name: 'Open jobs' }).click();
}

/** The row of a job, once Slurm has been asked since it was submitted. */
async function rowOf(tab: Locator, id: string): Promise<Locator> {
  const row = tab
    .getByRole('listitem')
    .filter({ has: tab.page().getByText(id, { exact: true }) });
  await expect(row).toBeVisible({ timeout: 40_000 });
  return row;
}

test('shows a job with its output as it grows, and cancels it', async ({
  page,
  jobs,
  tab
}) => {
  const name = 'pi|pe "q" <b>é</b>';
  const script = 'for i in $(seq 300); do echo line $i; sleep 1; done';
  const id = jobs.submit(
    script,
    `--job-name=${name}`,
    '--output=hpclab-job-%j.out'
  );
  const file = `/tmp/hpclab-job-${id}.out`;
  await expect
    .poll(() => slurm('squeue', '-h', '-o', '%T', '-j', id).trim())
    .toBe('RUNNING');
  await openJobs(page);
  const row = await rowOf(tab, id);
  await row.getByRole('button', { name }).click();
  const details = tab.getByRole('complementary', {
    name: `Details of job ${id}`
  });
  const output = details.getByRole('region', { name: 'Output of the job' });
  await expect(output).toContainText('line 1');
  const before = (await output.textContent()) ?? '';
  await expect(output).not.toHaveText(before);
  await expect(details).toContainText(file);

  await details.getByRole('button', { name: 'Cancel job…' }).click();
  const question = page.getByRole('dialog', { name: 'Cancel 1 job?' });
  await expect(question).toContainText(id);
  await question.getByRole('button', { name: 'Cancel job' }).click();
  await expect
    .poll(() =>
      slurm('squeue', '-h', '-t', 'all', '-o', '%T', '-j', id).trim()
    )
    .toBe('CANCELLED');
  rmSync(file);
});

test('says why an array waits, holds and cancels parts of it, refuses other people’s jobs', async ({
  page,
  jobs,
  tab
}) => {
  const id = jobs.submit('sleep 300', '--array=1-5%1', '--job-name=sweep');
  const others = jobs.submit(
    'sleep 300',
    '--uid=bob',
    '--hold',
    '--job-name=not-mine'
  );
  await openJobs(page);
  const row = await rowOf(tab, id);
  await expect(row).toContainText('5 tasks');
  await row.getByRole('button', { name: `Unfold job ${id}` }).click();
  const waiting = tab.getByRole('checkbox', {
    name: new RegExp(`Select job ${id}_\\[`)
  });
  await waiting.check();
  await tab.getByRole('button', { name: 'Hold', exact: true }).click();
  await expect
    .poll(() => slurm('squeue', '-h', '-o', '%r', '-t', 'PD', '-j', id))
    .toContain('JobHeldUser');
  await row.getByRole('button', { name: 'sweep', exact: true }).click();
  await expect(
    tab.getByRole('complementary').getByRole('status')
  ).toContainText('You held it.');
  await tab.getByRole('button', { name: 'Close details' }).click();
  await waiting.check();
  await tab.getByRole('button', { name: 'Cancel…', exact: true }).click();
  await page
    .getByRole('dialog', { name: 'Cancel 1 job?' })
    .getByRole('button', { name: 'Cancel job' })
    .click();
  await expect
    .poll(() => slurm('squeue', '-h', '-r', '-o', '%i', '-j', id).trim())
    .toMatch(/^\d+_1$/);

  await tab.getByRole('button', { name: 'All queues' }).click();
  await tab.getByRole('searchbox').fill('not-mine');
  const foreign = await rowOf(tab, others);
  await expect(foreign.getByRole('checkbox')).toBeDisabled();
  await foreign.getByRole('button', { name: 'not-mine' }).click();
  await expect(
    tab.getByText('This job is somebody else’s', { exact: false })
  ).toBeVisible();
});

test('shows in the history what a job used, with a hint for next time', async ({
  page,
  jobs,
  tab
}) => {
  const id = jobs.submit('exit 3', '--job-name=failing');
  await expect
    .poll(() => slurm('sacct', '-nXP', '-o', 'State', '-j', id).trim())
    .toBe('FAILED');
  await openJobs(page);
  await tab.getByRole('button', { name: 'History' }).click();
  // What was asked some seconds ago is shared: ask again until it is newer.
  const ended = tab
    .getByRole('listitem')
    .filter({ has: page.getByText(id, { exact: true }) });
  await expect(async () => {
    await tab.getByRole('button', { name: 'Refresh jobs' }).click();
    await expect(ended).toBeVisible({ timeout: 4_000 });
  }).toPass({ timeout: 60_000 });
  const row = await rowOf(tab, id);
  await expect(row).toContainText('failed');
  await row.getByRole('button', { name: 'failing' }).click();
  const details = tab.getByRole('complementary', {
    name: `Details of job ${id}`
  });
  await expect(details).toContainText('Exit status');
  await expect(details.getByRole('meter', { name: 'Time' })).toHaveAttribute(
    'aria-valuetext',
    / of 10 min/
  );
  await expect(details).toContainText('not a file that can be read here');
});
