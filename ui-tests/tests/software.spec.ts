/** Software: find, load with what it needs, see it everywhere, take it back. */

import type { Locator } from '@playwright/test';

import type { components } from '../../src/api/schema';
import { expect, openPanel, test } from '../support/fixtures';

type ModuleState = components['schemas']['ModuleState'];

test.describe('The Software panel', () => {
  test('finds the module that provides a package and loads it with its compiler and MPI', async ({
    page,
    api
  }) => {
    const panel = await openPanel(page, 'Software');
    await panel
      .getByRole('searchbox', { name: 'Search software' })
      .fill('numpy');
    const results = panel.getByRole('region', { name: 'Available software' });
    await expect(results.locator('mark').first()).toHaveText('numpy');
    await panel
      .getByRole('button', { name: 'Load SciPy-bundle/2023.11', exact: true })
      .click();

    const loaded = panel.getByRole('region', { name: 'Loaded modules' });
    await expect(
      loaded.getByRole('button', { name: 'Unload SciPy-bundle/2023.11' })
    ).toBeVisible();
    const state = await api.get<ModuleState>('modules');
    const names = state.loaded.map(module => module.full_name);
    expect(names).toContain('GCC/13.2.0');
    expect(names).toContain('OpenMPI/4.1.6');
  });

  test('shows a plan before it swaps what is loaded', async ({ page, api }) => {
    await api.post('modules/load', { modules: ['GCC/12.3.0'] });
    const panel = await openPanel(page, 'Software');
    await clickLoad(panel, 'GCC', '13.2.0');
    const dialog = page.getByRole('dialog', { name: 'Load GCC/13.2.0' });
    await expect(dialog).toContainText('12.3.0');
    await dialog.getByRole('button', { name: 'Load' }).click();
    await expect(
      panel.getByRole('button', { name: 'Unload GCC/13.2.0' })
    ).toBeVisible();
    await expect(
      panel.getByRole('button', { name: 'Unload GCC/12.3.0' })
    ).toHaveCount(0);
  });

  test('changes nothing when the plan is declined', async ({ page, api }) => {
    await api.post('modules/load', { modules: ['GCC/12.3.0'] });
    const before = await api.get<ModuleState>('modules');
    const panel = await openPanel(page, 'Software');
    await clickLoad(panel, 'GCC', '13.2.0');
    await page
      .getByRole('dialog')
      .getByRole('button', { name: 'Cancel' })
      .click();
    await expect(page.getByRole('dialog')).toHaveCount(0);
    const after = await api.get<ModuleState>('modules');
    expect(after.loaded).toEqual(before.loaded);
  });

  test('unloads, undoes and resets', async ({ page, api }) => {
    await api.post('modules/load', { modules: ['CMake'] });
    const panel = await openPanel(page, 'Software');
    const unload = panel.getByRole('button', { name: /^Unload CMake\// });
    await unload.click();
    await expect(unload).toHaveCount(0);
    await panel.getByRole('button', { name: 'Undo' }).click();
    await expect(unload).toBeVisible();
    await panel
      .getByRole('button', { name: 'More actions for modules' })
      .click();
    await page.getByRole('menuitem', { name: 'Reset' }).click();
    await expect(unload).toHaveCount(0);
  });

  test('shows a change of another tab within a second', async ({
    page,
    context,
    baseURL
  }) => {
    const panel = await openPanel(page, 'Software');
    const other = await context.newPage();
    await other.goto(`${baseURL}/lab/workspaces/other`);
    const otherTab = other.getByRole('tab', { name: 'Software', exact: true });
    const unloadThere = other.getByRole('button', { name: /^Unload CMake\// });
    const loadedThere = other.getByRole('region', { name: 'Loaded modules' });
    // JupyterLab may close the panel again while it restores its layout: open it as a person would, once more.
    await expect(async () => {
      if (!(await loadedThere.isVisible())) {
        await otherTab.click();
      }
      await expect(loadedThere).toBeVisible({ timeout: 3_000 });
    }).toPass({ timeout: 30_000 });
    await expect(unloadThere).toHaveCount(0);

    await panel
      .getByRole('searchbox', { name: 'Search software' })
      .fill('CMake');
    await panel
      .getByRole('button', { name: /^Load CMake\// })
      .first()
      .click();
    await expect(
      panel.getByRole('button', { name: /^Unload CMake\// })
    ).toBeVisible();
    await expect(unloadThere).toBeVisible({ timeout: 1000 });
    await other.close();
  });

  test('says in place what Lmod said when a module fails', async ({
    page,
    api
  }) => {
    const before = await api.get<ModuleState>('modules');
    const panel = await openPanel(page, 'Software');
    await panel
      .getByRole('searchbox', { name: 'Search software' })
      .fill('Gaussian');
    await panel.getByRole('button', { name: 'Gaussian', exact: true }).click();
    await panel
      .getByRole('button', { name: /^Load Gaussian\// })
      .first()
      .click();
    const alert = panel.getByRole('alert');
    await expect(alert).toContainText('Gaussian');
    await alert.getByText('Its own words').click();
    await expect(alert).toContainText(
      'You are not a member of a group with a licence'
    );
    const after = await api.get<ModuleState>('modules');
    expect(after.loaded).toEqual(before.loaded);
  });

  test('is quiet and clear when nothing is found', async ({ page }) => {
    const panel = await openPanel(page, 'Software');
    const search = panel.getByRole('searchbox', { name: 'Search software' });
    await search.fill('no such thing 42');
    await expect(panel).toContainText('Nothing found for');
    await search.press('Escape');
    await expect(search).toHaveValue('');
  });

  test('can be worked with the keyboard alone', async ({ page }) => {
    await openPanel(page, 'Software');
    const panel = page.getByRole('region', { name: 'Software', exact: true });
    await panel.getByRole('searchbox', { name: 'Search software' }).focus();
    await page.keyboard.type('CMake');
    await expect(
      panel.getByRole('button', { name: 'CMake', exact: true })
    ).toBeVisible();
    await page.keyboard.press('ArrowDown');
    await expect(
      panel.getByRole('button', { name: 'CMake', exact: true })
    ).toBeFocused();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect(
      panel.getByRole('button', { name: /^Unload CMake\// })
    ).toBeVisible();
  });
});

/** Search for a version of a package, unfold the package and click on the version's Load. */
async function clickLoad(
  panel: Locator,
  name: string,
  version: string
): Promise<void> {
  await panel
    .getByRole('searchbox', { name: 'Search software' })
    .fill(`${name}/${version}`);
  await panel.getByRole('button', { name, exact: true }).click();
  await panel
    .getByRole('button', { name: `Load ${name}/${version}`, exact: true })
    .click();
}
