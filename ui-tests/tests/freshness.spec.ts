/** Freshness: kernels and terminals have the loaded modules, without a reload of the page. */

import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

import type { components } from '../../src/api/schema';
import { expect, test } from '../support/fixtures';

type ModuleState = components['schemas']['ModuleState'];

const IMPORT =
  'import numpy; print("numpy", numpy.__version__, numpy.__file__)';

test.describe('Loaded modules', () => {
  test('reach a new notebook, and leave it when its kernel restarts', async ({
    page,
    api
  }) => {
    await api.post('modules/load', { modules: ['SciPy-bundle/2023.07'] });
    await page.notebook.createNew('fresh.ipynb', { kernel: 'python3' });
    await page.notebook.setCell(0, 'code', IMPORT);
    await page.notebook.runCell(0, true);
    await expect
      .poll(async () => (await page.notebook.getCellTextOutput(0))?.join(''))
      .toMatch(/^numpy 1\..*SciPy-bundle/);

    await api.post('modules/reset');
    await restartKernel(page);
    await page.notebook.runCell(0, true);
    await expect
      .poll(async () => (await page.notebook.getCellTextOutput(0))?.join(''))
      .toContain('ModuleNotFoundError');

    await api.post('modules/load', { modules: ['SciPy-bundle/2023.07'] });
    await restartKernel(page);
    await page.notebook.runCell(0, true);
    await expect
      .poll(async () => (await page.notebook.getCellTextOutput(0))?.join(''))
      .toMatch(/^numpy 1\./);
  });

  test('are those of a new terminal', async ({ page, api }) => {
    const { loaded } = await api.post<ModuleState>('modules/load', {
      modules: ['GROMACS']
    });
    await page.menu.clickMenuItem('File>New>Terminal');
    await page.locator('.jp-Terminal').waitFor();
    let listed = '';
    // What is typed before the shell is ready may be lost: ask until it answers.
    await expect(async () => {
      const file = `modules-${Date.now()}.txt`;
      await page.keyboard.type(`module -t list 2> ${file}`);
      await page.keyboard.press('Enter');
      listed = await takeFile(page, file);
      expect(listed).toContain('GROMACS');
    }).toPass({ timeout: 30_000 });
    expect(listed.trim().split(/\s+/).sort()).toEqual(
      loaded.map(module => module.full_name).sort()
    );
  });

  test('bring their kernels into the Launcher at once', async ({
    page,
    api
  }) => {
    const card = page.getByRole('region', { name: 'Notebook' }).getByText('R', {
      exact: true
    });
    const launcherCard = page
      .locator('.jp-LauncherCard[data-category="Notebook"]')
      .filter({ hasText: /^R$|R 4/ });
    await expect(launcherCard).toHaveCount(0);
    await api.post('modules/load', { modules: ['R'] });
    await expect(launcherCard.or(card).first()).toBeVisible();
    await api.post('modules/reset');
    await expect(launcherCard).toHaveCount(0);
  });
});

/** Restart the notebook's kernel as a person does, and wait until it is there again. */
async function restartKernel(page: IJupyterLabPageFixture): Promise<void> {
  await page.evaluate(() => {
    void window.jupyterapp.commands.execute('kernelmenu:restart');
  });
  await page
    .getByRole('dialog')
    .getByRole('button', { name: 'Confirm Kernel Restart' })
    .click();
  await expect(page.locator('#jp-main-statusbar')).not.toContainText('| Idle');
  await expect(page.locator('#jp-main-statusbar')).toContainText('| Idle');
}

/** Read a file of the server's root folder once it has a content, and remove it. */
async function takeFile(
  page: IJupyterLabPageFixture,
  file: string
): Promise<string> {
  let content = '';
  await expect(async () => {
    content = await page.evaluate(async name => {
      const { contents } = window.jupyterapp.serviceManager;
      return (await contents.get(name)).content as string;
    }, file);
    expect(content).not.toBe('');
  }).toPass({ timeout: 5_000 });
  await page.evaluate(
    name => window.jupyterapp.serviceManager.contents.delete(name),
    file
  );
  return content;
}
