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
  await toast.getByRole('button', { name: 'Show job' }).click();
  const tab = page.getByRole('region', { name: 'Jobs', exact: true });
  await expect(
    tab.getByRole('listitem').filter({ has: page.getByText(id, { exact: true }) })
  ).toBeVisible({ timeout: 40_000 });

  const { jobs } = await session.ask<{ jobs: unknown[] }>('ended-jobs');
  expect(jobs).toEqual([]);
  rmSync(path.join(session.home, 'hpclab-ended.out'));
  session.cancel();
});
