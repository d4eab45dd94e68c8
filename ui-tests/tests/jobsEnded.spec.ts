/** Jobs that end while somebody does something else: a notification says so, without a look at the queue. */

import { rmSync } from 'node:fs';

import { expect, test } from '../support/fixtures';

test('a job that was submitted here tells when it has ended', async ({
  page,
  api
}) => {
  const { job_id: id } = await api.post<{ job_id: string }>('jobs', {
    script: '#!/bin/bash\n#SBATCH --job-name=brief\nsleep 2\nexit 3\n',
    options: { mem: '50M', time: '5', output: '/tmp/hpclab-ended.out' },
    folder: '/tmp'
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

  const { jobs } = await api.get<{ jobs: unknown[] }>('ended-jobs');
  expect(jobs).toEqual([]);
  rmSync('/tmp/hpclab-ended.out');
});
