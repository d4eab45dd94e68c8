/** The end of the session as the person wants it: documents saved, and the job given back. */

import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

import { expect, test } from '@playwright/test';

import { OwnSession } from '../support/ownSession';

const NOTEBOOK = 'hpclab-closing.ipynb';

test.describe('End session', () => {
  let session: OwnSession;

  test.beforeAll(() => {
    session = OwnSession.start('closing', '--cpus-per-task=1', '--mem=2G');
  });

  test.afterAll(() => {
    session.cancel();
    rmSync(path.join(session.home, NOTEBOOK), { force: true });
  });

  test('says what ends, saves, and gives back the job', async ({ page }) => {
    await session.open(page);
    await page.getByRole('tab', { name: 'Session', exact: true }).click();
    const panel = page.getByRole('region', { name: 'Session', exact: true });
    await page.evaluate(async name => {
      const { commands, serviceManager } = window.jupyterapp;
      const { contents } = serviceManager;
      const { path } = await contents.newUntitled({ type: 'notebook' });
      await contents.rename(path, name);
      await commands.execute('docmanager:open', {
        path: name,
        kernel: { name: 'python3' }
      });
    }, NOTEBOOK);
    await page.locator('.jp-Notebook .cm-content').first().fill('kept = 42');

    const end = panel.getByRole('button', { name: 'End session…' });
    const question = page.getByRole('dialog', { name: 'End session?' });
    await expect(page.getByText('Python 3 (ipykernel) | Idle')).toBeVisible();
    await end.click();
    await expect(question).toContainText(`1 kernel: ${NOTEBOOK}`);
    await expect(question).toContainText(`Job ${session.jobId} ends`);
    await expect(question).toContainText('1 document has unsaved changes');
    // Refusing is the default: nothing ends by accident.
    await page.keyboard.press('Enter');
    await expect(question).toHaveCount(0);
    expect(session.state).toBe('RUNNING');

    await end.click();
    await question.getByRole('button', { name: 'End session' }).click();
    await expect(
      page.getByRole('dialog', { name: 'End session', exact: true })
    ).toContainText('Your session has ended.', { timeout: 30_000 });
    await expect
      .poll(() => session.state, { timeout: 30_000 })
      .toBe('CANCELLED');
    const saved = readFileSync(path.join(session.home, NOTEBOOK), 'utf-8');
    expect(saved).toContain('kept = 42');
  });
});
