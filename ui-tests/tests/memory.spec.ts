/** Memory that grows: who holds it is shown, and a warning comes before it is full. */

import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';

import { OwnSession } from '../support/ownSession';

/** Holds half a job of 600 MB at once, then grows by 4 MB a second. */
const GROWING = `
import time
held = [bytearray(180_000_000)]
while len(held) < 200:
    held.append(bytearray(2_000_000))
    time.sleep(0.5)
`;

/** Start a kernel for a console's path, have it execute something, and leave it. */
async function execute(page: Page, name: string, code: string): Promise<void> {
  await page.evaluate(
    async ([name, code]) => {
      const { sessions } = window.jupyterapp.serviceManager;
      const session = await sessions.startNew({
        name: name!,
        path: name!,
        type: 'notebook',
        kernel: { name: 'python3' }
      });
      session.kernel!.requestExecute({ code: code! });
    },
    [name, code]
  );
}

function warningOn(page: Page): Locator {
  return page
    .locator('.Toastify__toast')
    .filter({ hasText: 'the job’s memory will be full' });
}

test.describe('Memory', () => {
  let session: OwnSession;

  test.beforeAll(() => {
    session = OwnSession.start('memory', '--cpus-per-task=1', '--mem=600M');
  });

  test.afterAll(() => session.cancel());

  test('that will be full within minutes is warned of, and given back', async ({
    page
  }) => {
    await session.open(page);
    // Nobody looks at the panel: the server notices by itself.
    await page.evaluate(() =>
      window.jupyterapp.commands.execute('filebrowser:activate')
    );
    await execute(page, 'growing.ipynb', GROWING);

    const warning = warningOn(page);
    await expect(warning).toContainText(/growing\.ipynb holds \d+ of 600 MB/, {
      timeout: 60_000
    });

    await warning.getByRole('button', { name: 'Open Session panel' }).click();
    const panel = page.getByRole('region', { name: 'Session', exact: true });
    const holders = panel.getByRole('list', { name: 'What holds most memory' });
    await expect(holders.getByRole('listitem').first()).toContainText(
      /growing\.ipynb.* MB/
    );
    await expect(holders).toContainText('JupyterLab');

    await warning.getByRole('button', { name: 'Restart kernel…' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog).toContainText('Restart the kernel of growing.ipynb?');
    await dialog.getByRole('button', { name: 'Restart' }).click();
    await expect(warning).toHaveCount(0, { timeout: 30_000 });
    expect(session.state).toBe('RUNNING');
  });

  test('that runs full after the warning is explained', async ({ page }) => {
    await session.open(page);
    await page.evaluate(async () => {
      const { commands } = window.jupyterapp;
      await commands.execute('console:create', {
        path: 'full',
        kernelPreference: { name: 'python3' }
      });
    });
    await expect(page.getByText('Python 3 (ipykernel) | Idle')).toBeVisible();
    await page.evaluate(async code => {
      const { commands } = window.jupyterapp;
      await commands.execute('console:inject', { path: 'full', code });
    }, GROWING);
    const warning = warningOn(page);
    await expect(warning).toBeVisible({ timeout: 60_000 });
    const death = page.getByRole('alert').filter({ hasText: 'kernel died' });
    await expect(death).toContainText('The job’s 600 MB were full.', {
      timeout: 120_000
    });
    await expect(warning).toHaveCount(0, { timeout: 30_000 });
  });
});
