/** Applications: opened for real, in an environment of their own, and stopped again. */

import type { components } from '../../src/api/schema';
import { expect, openPanel, test } from '../support/fixtures';

type ModuleState = components['schemas']['ModuleState'];

test.describe('Applications', () => {
  test.setTimeout(240_000);

  test('OpenRefine opens from another environment and leaves the loaded modules alone', async ({
    page,
    api,
    context
  }) => {
    const before = await api.get<ModuleState>('modules');
    const panel = await openPanel(page, 'Session');
    const opened = context.waitForEvent('page');
    await panel.getByRole('button', { name: 'Open OpenRefine' }).click();
    const app = await opened;
    await expect(app.getByText('Create Project').first()).toBeVisible({
      timeout: 120_000
    });
    await expect(app).toHaveTitle(/OpenRefine/);
    const after = await api.get<ModuleState>('modules');
    expect(after.loaded).toEqual(before.loaded);
    expect(after.generation).toBe(before.generation);

    await app.close();
    await expect(panel).toContainText('running');
    await panel.getByRole('button', { name: /^Stop OpenRefine/ }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: 'Stop' })
      .click();
    await expect(
      panel.getByRole('button', { name: /^Stop OpenRefine/ })
    ).toHaveCount(0, { timeout: 30_000 });
  });

  test('The desktop opens with a picture', async ({ page, api, context }) => {
    const panel = await openPanel(page, 'Session');
    const opened = context.waitForEvent('page');
    await panel.getByRole('button', { name: 'Open Desktop' }).click();
    const app = await opened;
    const canvas = app.locator('canvas');
    await expect(canvas.first()).toBeVisible({ timeout: 60_000 });
    await expect
      .poll(async () => (await canvas.first().boundingBox())?.width ?? 0)
      .toBeGreaterThan(300);
    await api.post('apps/desktop/stop');
  });

  test('VS Code opens its workbench', async ({ page, api, context }) => {
    const panel = await openPanel(page, 'Session');
    const opened = context.waitForEvent('page');
    await panel.getByRole('button', { name: 'Open VS Code' }).click();
    const app = await opened;
    await expect(app.locator('.monaco-workbench')).toBeVisible({
      timeout: 120_000
    });
    await api.post('apps/vscode/stop');
  });

  test('RStudio (a stand-in for its server) runs the R of the module that it loads', async ({
    page,
    api,
    context
  }) => {
    const panel = await openPanel(page, 'Session');
    await expect(panel).toContainText(/with rstudio-server\/\S+-stand-in, R\//);
    const opened = context.waitForEvent('page');
    await panel.getByRole('button', { name: 'Open RStudio' }).click();
    const app = await opened;
    await app
      .getByLabel('Expression')
      .fill('cat(Sys.which("R"), R.version$language)', { timeout: 120_000 });
    await app.getByRole('button', { name: 'Run' }).click();
    await expect(app.getByRole('log')).toContainText(/\/R\/4\.2\.2\/bin\/R R/);
    await api.post('apps/rstudio/stop');
  });

  test('are cards of the Launcher', async ({ page, context, api }) => {
    const card = page
      .locator('.jp-LauncherCard')
      .filter({ hasText: 'OpenRefine' });
    const opened = context.waitForEvent('page');
    await card.click();
    const app = await opened;
    await expect(app.getByText('Create Project').first()).toBeVisible({
      timeout: 120_000
    });
    await api.post('apps/openrefine/stop');
  });
});
