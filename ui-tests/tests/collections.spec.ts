/** Collections: save, restore with a plan, rename and delete; and the tab with a module's details. */

import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';

import type { components } from '../../src/api/schema';
import { Api, expect, openPanel, test as base } from '../support/fixtures';

type ModuleState = components['schemas']['ModuleState'];

/** Without collections, before and after. */
const test = base.extend<{ panel: Locator }>({
  panel: async ({ page, api }, use) => {
    await api.deleteCollections();
    await use(await openPanel(page, 'Software'));
    await api.deleteCollections();
  }
});

async function names(api: Api): Promise<string[]> {
  const { loaded } = await api.get<ModuleState>('modules');
  return loaded.map(({ full_name }) => full_name);
}

/** Choose an action of the menu in the section of loaded modules. */
async function choose(
  page: IJupyterLabPageFixture,
  panel: Locator,
  action: string
): Promise<void> {
  await panel.getByRole('button', { name: 'More actions for modules' }).click();
  await page.getByRole('menuitem', { name: action }).click();
}

test('saves a collection and restores it, showing first what makes way', async ({
  page,
  api,
  panel
}) => {
  await api.post('modules/load', { modules: ['GCC/13.2.0'] });
  await choose(page, panel, 'Save collection…');
  const save = page.getByRole('dialog', { name: 'Save collection' });
  const field = save.getByRole('textbox', { name: 'Name' });
  await expect(field).toBeFocused();
  await field.fill('../work');
  await expect(save.getByRole('alert')).toContainText('no spaces, dots');
  await expect(save.getByRole('button', { name: 'Save' })).toBeDisabled();
  await field.fill('work');
  await field.press('Enter');
  await expect
    .poll(async () => (await api.get<ModuleState>('modules')).collections)
    .toEqual(['work']);

  const saved = await names(api);
  await api.post('modules/load', { modules: ['GCC/12.3.0'] });
  await choose(page, panel, 'Restore collection…');
  const list = page.getByRole('dialog', { name: 'Saved collections' });
  await expect(list).toContainText('GCC/13.2.0');
  await expect(
    list.getByRole('button', { name: 'Restore work' })
  ).toBeFocused();
  await page.keyboard.press('Enter');
  const plan = page.getByRole('dialog', { name: 'Restore work' });
  await expect(plan).toContainText('GCC/12.3.0');
  await plan.getByRole('button', { name: 'Restore' }).click();
  await expect(
    panel.getByRole('button', { name: 'Unload GCC/13.2.0' })
  ).toBeVisible();
  expect(await names(api)).toEqual(saved);

  await panel.getByRole('button', { name: 'Undo' }).click();
  await expect(
    panel.getByRole('button', { name: 'Unload GCC/12.3.0' })
  ).toBeVisible();
});

test('asks before it replaces one, renames and deletes', async ({
  page,
  api,
  panel
}) => {
  await api.post('modules/load', { modules: ['CMake'] });
  await api.put('collections/work');
  await choose(page, panel, 'Save collection…');
  const save = page.getByRole('dialog', { name: 'Save collection' });
  await save.getByRole('textbox', { name: 'Name' }).fill('work');
  await save.getByRole('button', { name: 'Save' }).click();
  await page
    .getByRole('dialog', { name: 'Replace the collection work?' })
    .getByRole('button', { name: 'Replace' })
    .click();
  await expect(page.getByRole('dialog')).toHaveCount(0);

  await choose(page, panel, 'Restore collection…');
  const list = page.getByRole('dialog', { name: 'Saved collections' });
  await list.getByRole('button', { name: 'Rename work' }).click();
  const rename = page.getByRole('dialog', { name: 'Rename work' });
  await rename.getByRole('textbox', { name: 'Name' }).fill('play');
  await rename.getByRole('button', { name: 'Rename' }).click();
  await list.getByRole('button', { name: 'Delete play' }).click();
  await page
    .getByRole('dialog', { name: 'Delete the collection play?' })
    .getByRole('button', { name: 'Delete' })
    .click();
  await expect(list).toContainText('No collections are saved.');
  await page.keyboard.press('Escape');
  expect((await api.get<ModuleState>('modules')).collections).toEqual([]);
});

test('shows a module’s details in a tab, and loads it from there', async ({
  page,
  panel
}) => {
  await panel.getByRole('searchbox', { name: 'Search software' }).fill('CMake');
  await panel.getByRole('button', { name: 'CMake', exact: true }).click();
  await panel
    .getByRole('button', { name: 'Details of CMake', exact: true })
    .click();
  const details = page.getByRole('region', { name: /^Details of CMake\// });
  await expect(
    details.getByRole('region', { name: /^What CMake\/.* sets$/ })
  ).toContainText('CMake');
  await details
    .getByRole('button', { name: /^Load CMake\// })
    .first()
    .click();
  await expect(
    panel.getByRole('button', { name: /^Unload CMake\// })
  ).toBeVisible();
});
