/** No findings of axe, in each theme: the Session panel, the Jobs tab, and each state of the Software panel. */

import type { Locator } from '@playwright/test';

import { expectNoFindings, THEMES } from '../support/accessibility';
import { expect, openPanel, test } from '../support/fixtures';

for (const theme of THEMES) {
  test(`Session has no accessibility findings in ${theme}`, async ({
    page
  }) => {
    await page.theme.setTheme(theme);
    const panel = await openPanel(page, 'Session');
    await expect(panel).not.toContainText('Asking');
    await expectNoFindings(page, '#hpclab-session');
  });

  test(`Jobs has no accessibility findings in ${theme}`, async ({ page }) => {
    await page.theme.setTheme(theme);
    const panel = await openPanel(page, 'Session');
    await panel.getByRole('button', { name: 'Open jobs' }).click();
    const tab = page.getByRole('region', { name: 'Jobs', exact: true });
    // JupyterLab itself runs in a job.
    await tab.getByRole('button', { name: 'jupyterlab' }).click();
    await expect(
      tab.getByRole('region', { name: 'Output of the job' })
    ).toBeVisible();
    await expectNoFindings(page, '.hpclab-Jobs');
  });

  test(`Software has no accessibility findings in ${theme}`, async ({
    page,
    api
  }) => {
    await api.post('modules/load', { modules: ['SciPy-bundle/2023.07'] });
    await page.theme.setTheme(theme);
    const panel = await openPanel(page, 'Software');
    await expect(panel.getByRole('listitem').nth(8)).toBeVisible();
    await expectNoFindings(page, '#hpclab-software');

    await searchAndUnfold(panel);
    await expectNoFindings(page, '#hpclab-software');

    await panel.getByRole('button', { name: 'Filters' }).click();
    await panel.getByRole('combobox', { name: 'Property' }).selectOption('gpu');
    await expectNoFindings(page, '#hpclab-software');

    await panel.getByRole('button', { name: 'Take off the filter gpu' }).click();
    await panel.getByRole('searchbox').fill('nunpy');
    await expect(panel.getByText('Did you mean')).toBeVisible();
    await expectNoFindings(page, '#hpclab-software');

    await panel.getByRole('searchbox').fill('GCC/13.2.0');
    await panel.getByRole('button', { name: 'Load GCC/13.2.0' }).click();
    const dialog = page.getByRole('dialog', { name: 'Load GCC/13.2.0' });
    await expect(dialog).toBeVisible();
    await expectNoFindings(page, '.jp-Dialog');
    await dialog.getByRole('button', { name: 'Cancel' }).click();

    await panel.getByRole('button', { name: 'GCC', exact: true }).click();
    await panel.getByRole('button', { name: 'Details of GCC' }).click();
    await expect(page.getByRole('region', { name: /^What GCC/ })).toBeVisible();
    await expectNoFindings(page, '.hpclab-Details');
  });
}

async function searchAndUnfold(panel: Locator): Promise<void> {
  await panel.getByRole('searchbox').fill('numpy');
  await panel
    .getByRole('button', { name: 'SciPy-bundle', exact: true })
    .click();
}
