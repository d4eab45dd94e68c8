/** Jobs that end while somebody does something else: a notification says so, without a look at the queue. */

import { rmSync } from 'node:fs';
import path from 'node:path';

import { expect, test } from '@playwright/test';

import { OwnSession } from '../support/ownSession';

test('a job that was submitted here tells when it has ended', async ({
  page
}) => {
  test.setTimeout(240_000);
  // Others may have asked accounting as often as their session may, so that their history is old.
  const session = OwnSession.start('ended', '--cpus-per-task=1', '--mem=1G');
  await session.open(page);
  const { job_id: id } = await session.ask<{ job_id: string }>('jobs', {
    script: '#!/bin/bash\n#SBATCH --job-name=brief\nsleep 2\nexit 3\n',
    options: { mem: '50M', time: '5', output: 'hpclab-ended.out' },
    folder: session.home
  });
  const toast = page
    .locator('.Toastify__toast')
    .filter({ hasText: `Job ${id} (brief) failed, with exit status 3.` });
  // It may have to wait for a place in the queue.
  await expect(toast).toBeVisible({ timeout: 90_000 });
  // Accounting writes its records late: until then slurmctld is the one that knows.
  await page.route(/\/hpclab\/v1\/jobs\/history/, async route => {
    const response = await route.fetch();
    const history = (await response.json()) as object;
    await route.fulfill({ response, json: { ...history, jobs: [] } });
  });
  await toast.getByRole('button', { name: 'Show job' }).click();
  const tab = page.getByRole('region', { name: 'Jobs', exact: true });
  await expect(tab).toContainText('You had no jobs in this time');
  const details = tab.getByRole('complementary', {
    name: `Details of job ${id}`
  });
  await expect(details.getByRole('heading', { name: 'brief' })).toBeVisible();
  await expect(details).toContainText('failed');
  await expect(details.getByRole('definition').filter({ hasText: /^3$/ })).toBeVisible();

  await page.unroute(/\/hpclab\/v1\/jobs\/history/);
  await tab.getByRole('button', { name: 'Refresh jobs' }).click();
  await expect(
    tab.getByRole('listitem').filter({ has: page.getByText(id, { exact: true }) })
  ).toBeVisible({ timeout: 40_000 });

  const { jobs } = await session.ask<{ jobs: unknown[] }>('ended-jobs');
  expect(jobs).toEqual([]);
  rmSync(path.join(session.home, 'hpclab-ended.out'));
  session.cancel();
});
