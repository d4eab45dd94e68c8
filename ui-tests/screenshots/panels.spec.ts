/** The pictures of the README: both panels in the light and the dark theme, as they really are. */

import path from 'node:path';

import { expect, openPanel, test } from '../support/fixtures';

const IMAGES = path.resolve(__dirname, '../../docs/images');

// Nothing of another session of the machine's belongs into a picture.
test.beforeEach(async ({ api }) => {
  await api.post('session/last/seen');
});

for (const theme of ['Light', 'Dark'] as const) {
  const file = (name: string): string =>
    path.join(IMAGES, `${name}-${theme.toLowerCase()}.png`);

  test(`Software, ${theme}`, async ({ page, api }) => {
    await api.post('modules/load', { modules: ['SciPy-bundle'] });
    await page.theme.setTheme(`JupyterLab ${theme}`);
    const panel = await openPanel(page, 'Software');
    await panel.getByRole('searchbox').fill('py');
    await panel
      .getByRole('button', { name: 'SciPy-bundle', exact: true })
      .click();
    await expect(
      panel.getByRole('button', { name: /^Unload SciPy-bundle/ })
    ).toBeVisible();
    await page.sidebar.setWidth(320);
    await page.mouse.move(900, 500);
    await panel.screenshot({ path: file('software') });
  });

  test(`Session, ${theme}`, async ({ page, api }) => {
    await page.theme.setTheme(`JupyterLab ${theme}`);
    await page.setViewportSize({ width: 1280, height: 1160 }); // all of it
    await api.post('apps/vscode/start');
    const panel = await openPanel(page, 'Session');
    await expect(
      panel.getByRole('button', { name: 'Restart VS Code…' })
    ).toBeVisible({ timeout: 60_000 });
    await expect(panel.getByRole('meter', { name: 'CPU' })).toBeVisible();
    await page.sidebar.setWidth(320);
    await page.mouse.move(900, 500);
    await panel.screenshot({ path: file('session') });
    await api.post('apps/vscode/stop');
  });
}
