/** A kernel that died, and a session that died: both say why. */

import { expect, test } from '@playwright/test';

import { OwnSession } from '../support/ownSession';

/** More than its job may have. */
const HOG = 'hog = [bytearray(50_000_000) for _ in range(100)]';

/** The system chooses whom it ends: it is told to take the server, as where that has grown itself. */
const SERVER_FIRST = `
import os
with open(f"/proc/{os.getppid()}/oom_score_adj", "w") as file:
    file.write("1000")
`;

test.describe('The last session', () => {
  let next: OwnSession | null = null;

  test.afterAll(() => next?.cancel());

  test('that ran out of memory is explained, until it was seen', async ({
    page
  }) => {
    const last = OwnSession.start('hog', '--cpus-per-task=1', '--mem=600M');
    await last.open(page);
    await page.evaluate(async () => {
      const { commands } = window.jupyterapp;
      await commands.execute('console:create', {
        path: 'hog',
        kernelPreference: { name: 'python3' }
      });
    });
    await expect(page.getByText('Python 3 (ipykernel) | Idle')).toBeVisible();
    await page.evaluate(async code => {
      const { commands } = window.jupyterapp;
      await commands.execute('console:inject', { path: 'hog', code });
    }, HOG);
    const death = page.getByRole('alert').filter({ hasText: 'kernel died' });
    await expect(death).toContainText('The job’s 600 MB were full.', {
      timeout: 30_000
    });
    await expect(death).toBeInViewport();

    await page.evaluate(async code => {
      const { sessions } = window.jupyterapp.serviceManager;
      const session = await sessions.startNew({
        name: 'hog',
        path: 'another',
        type: 'console',
        kernel: { name: 'python3' }
      });
      session.kernel!.requestExecute({ code });
    }, SERVER_FIRST + HOG);
    await expect
      .poll(() => last.state, { timeout: 60_000 })
      .toBe('OUT_OF_MEMORY');

    next = OwnSession.start('next', '--cpus-per-task=1', '--mem=2G');
    await next.open(page);
    const told = page
      .locator('.Toastify__toast')
      .filter({ hasText: 'Your last session ran out of memory' });
    await expect(told).toContainText('its 600 MB were full');
    await told.getByRole('button', { name: 'Why?' }).click();
    const panel = page.getByRole('region', { name: 'Session', exact: true });
    await expect(panel).toContainText(`Job ${last.jobId}, `);
    await expect(panel).toContainText('Ask for more memory');
    await panel.getByText('The end of its log').click();
    await expect(panel).toContainText(/oom|Killed|memory/i);

    // The site's announcements are dismissed too.
    await panel
      .getByRole('status')
      .filter({ hasText: 'Your last session ran out of memory' })
      .getByRole('button', { name: 'Dismiss' })
      .click();
    await expect(panel).not.toContainText('Your last session');
    await page.reload();
    await expect(panel.getByRole('timer')).toBeVisible();
    await expect(panel).not.toContainText('Your last session');
  });
});
