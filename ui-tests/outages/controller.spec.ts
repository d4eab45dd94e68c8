/** The Jobs tab while Slurm's controller is away. */

import { execFileSync } from 'node:child_process';
import path from 'node:path';

import { expect, test } from '@playwright/test';

import { lab } from '../support/cluster';
import { openPanel } from '../support/fixtures';

test.setTimeout(300_000);

/** Call the demo, on the cluster that HPCLAB_DEMO_ROOT names. */
function demo(...words: string[]): void {
  execFileSync('/usr/bin/python3', ['-m', 'demo', ...words], {
    cwd: path.resolve(__dirname, '../..'),
    timeout: 120_000
  });
}

test('says that the list is old, keeps it, and goes on by itself', async ({
  page
}) => {
  await page.goto(`${lab().url}?reset`);
  await page.getByRole('tab', { name: 'Session', exact: true }).waitFor();
  const panel = await openPanel(page, 'Session');
  await panel.getByRole('button', { name: 'Open jobs' }).click();
  const tab = page.getByRole('region', { name: 'Jobs', exact: true });
  const row = tab
    .getByRole('listitem')
    .filter({ hasText: lab().job_id })
    .first();
  await expect(row).toBeVisible({ timeout: 40_000 });
  const note = tab.getByText('This list is of');

  demo('stop', 'slurmctld');
  try {
    await expect(note).toBeVisible({ timeout: 90_000 });
    await expect(note).toContainText('controller');
    await expect(row).toBeVisible();
    await expect(panel.getByRole('timer')).toContainText(/\d+ (h|min)/);
  } finally {
    demo('up', '--without-lab');
  }
  await expect(note).toBeHidden({ timeout: 150_000 });
  await expect(row).toBeVisible();
});
