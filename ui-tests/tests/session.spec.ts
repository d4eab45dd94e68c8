/** Session: the job as Slurm knows it, and the time that is left of it. */

import { lab, slurm } from '../support/cluster';
import { expect, openPanel, test } from '../support/fixtures';

/** Set the job's time limit, in minutes from its start. */
function setTimeLimit(minutes: number): void {
  slurm('scontrol', 'update', `JobId=${lab().job_id}`, `TimeLimit=${minutes}`);
}

test.describe('The Session panel', () => {
  test('shows the job and what it uses', async ({ page }) => {
    const panel = await openPanel(page, 'Session');
    await expect(panel).toContainText(`job ${lab().job_id}`);
    await expect(panel).toContainText('interactive');
    await expect(panel).toContainText('def-alice');
    await expect(panel.getByRole('timer')).toContainText(/\d+ (h|min)/);
    for (const name of ['Memory', 'CPU']) {
      await expect(panel.getByRole('meter', { name })).toHaveAttribute(
        'aria-valuetext',
        / of \d+/
      );
    }
  });

  test('counts down, and follows a change of the time limit', async ({
    page
  }) => {
    const panel = await openPanel(page, 'Session');
    const timer = panel.getByRole('timer');
    const used = Math.ceil(
      (Date.now() / 1000 - Date.parse(startTime(lab().job_id)) / 1000) / 60
    );
    try {
      setTimeLimit(used + 8);
      // An answer that is a few seconds old is shared, to be gentle on Slurm: ask again until it is newer.
      await expect(async () => {
        await panel.getByRole('button', { name: 'Refresh session' }).click();
        await expect(timer).toContainText(/^[678] min \d+ s/, {
          timeout: 4_000
        });
      }).toPass({ timeout: 60_000 });
      const before = await timer.textContent();
      await expect(timer).not.toHaveText(before ?? '', { timeout: 5_000 });
      await expect(
        page.getByRole('contentinfo').or(page.locator('#jp-bottom-panel'))
      ).toContainText('Time left');
    } finally {
      setTimeLimit(180);
    }
  });
});

/** When a job started, as Slurm writes it. */
function startTime(jobId: string): string {
  return slurm('squeue', '--noheader', '--format=%S', `--jobs=${jobId}`).trim();
}
