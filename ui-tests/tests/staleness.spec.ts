/** Staleness: who runs with older modules is named in the Software panel, and kernels are restarted from there. */

import type { components } from '../../src/api/schema';
import { expect, openPanel, test } from '../support/fixtures';

type ModuleUser = components['schemas']['ModuleUser'];

const PRINT = 'import os; print(os.environ.get("LOADEDMODULES"))';

test('A notebook with older modules is named and restarted from the panel', async ({
  page,
  api
}) => {
  await api.endRunning(); // what other tests have left would be counted too
  await page.notebook.createNew('older.ipynb', { kernel: 'python3' });
  await page.notebook.setCell(0, 'code', PRINT);
  await page.notebook.runCell(0, true);
  await page.menu.clickMenuItem('File>New>Terminal');
  await expect
    .poll(async () => (await api.get<ModuleUser[]>('modules/users')).length)
    .toBe(2);
  await page.notebook.activate('older.ipynb');

  const panel = await openPanel(page, 'Software');
  const offer = panel.getByRole('button', { name: 'Restart kernels…' });
  await expect(
    panel.getByRole('region', { name: 'Loaded modules' })
  ).toBeVisible();
  await expect(offer).toHaveCount(0);

  await api.post('modules/load', { modules: ['CMake'] });
  await expect(panel).toContainText(
    '1 kernel and 1 terminal run with an older environment.'
  );
  await expect(panel).toContainText('Kernels: older.ipynb');
  await api.post('modules/undo');
  await expect(offer).toHaveCount(0);

  await api.post('modules/load', { modules: ['CMake'] });
  await offer.click();
  const dialog = page.getByRole('dialog', { name: 'Restart kernels' });
  await expect(
    dialog.getByRole('checkbox', { name: 'older.ipynb' })
  ).toBeChecked();
  await expect(dialog).toContainText('Their variables are lost.');
  await dialog.getByRole('button', { name: 'Restart' }).click();

  await expect(offer).toHaveCount(0);
  await expect(panel).toContainText(
    '1 terminal runs with an older environment.'
  );
  await expect(page.locator('#jp-main-statusbar')).toContainText('| Idle');
  await page.notebook.runCell(0, true);
  await expect
    .poll(async () => (await page.notebook.getCellTextOutput(0))?.join(''))
    .toContain('CMake');
});

test('The notebook’s toolbar tells of older modules and restarts the kernel', async ({
  page,
  api
}) => {
  await page.notebook.createNew('toolbar.ipynb', { kernel: 'python3' });
  const older = page.getByRole('button', { name: /^Older modules/ });
  await expect(
    page.getByRole('button', { name: 'Modules of this kernel' })
  ).toBeVisible();
  await api.post('modules/load', { modules: ['CMake'] });
  await older.focus();
  await older.press('Enter');
  const dialog = page.getByRole('dialog', { name: /^Modules of toolbar/ });
  await expect(dialog).toContainText('StdEnv/2023');
  await dialog.getByRole('button', { name: 'Restart kernel' }).click();
  await expect(older).toHaveCount(0);
  await page.getByRole('button', { name: 'Modules of this kernel' }).click();
  await expect(page.getByRole('dialog')).toContainText('CMake/');
});
