/** What one does with loaded modules beside loading them: another version, folders of one's own. */

import type { components } from '../../src/api/schema';
import { expect, openPanel, test } from '../support/fixtures';

type ModuleState = components['schemas']['ModuleState'];

test('puts another version in the place of a loaded one', async ({
  page,
  api
}) => {
  await api.post('modules/load', { modules: ['GCC/12.3.0'] });
  const panel = await openPanel(page, 'Software');
  const others = panel.getByRole('button', { name: 'Other versions of GCC' });
  await others.focus();
  await others.press('Enter');
  await page.getByRole('menuitem', { name: 'Swap for GCC/13.2.0' }).click();
  await expect(
    panel.getByRole('button', { name: 'Unload GCC/13.2.0' })
  ).toBeVisible();
  const { loaded } = await api.get<ModuleState>('modules');
  expect(loaded.map(({ full_name }) => full_name)).not.toContain('GCC/12.3.0');
});

test('looks for modules in an own folder, and no longer', async ({
  page,
  api,
  tmpPath
}) => {
  await page.contents.uploadContent(
    'setenv("MINE", "yes")\n',
    'text',
    `${tmpPath}/modules/mine/1.0.lua`
  );
  const before = (await api.get<ModuleState>('modules')).modulepath;
  const panel = await openPanel(page, 'Software');
  const paths = panel.getByRole('button', { name: /^\d+ module paths?$/ });
  await paths.click();
  await panel.getByRole('button', { name: 'Add module path…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add module path' });
  const field = dialog.getByRole('textbox', { name: 'Folder of modulefiles' });
  await field.fill(`~/${tmpPath}/nosuch`);
  await field.press('Enter');
  await expect(dialog.getByRole('alert')).toContainText('There is no folder');
  await field.fill(`~/${tmpPath}/modules`);
  await dialog.getByRole('checkbox', { name: /Search it last/ }).check();
  await dialog.getByRole('button', { name: 'Add' }).click();
  const remove = panel.getByRole('button', {
    name: new RegExp(`^Remove .*/${tmpPath}/modules$`)
  });
  await expect(remove).toBeAttached();
  await api.post('modules/load', { modules: ['mine/1.0'] });

  await remove.focus();
  await remove.press('Enter');
  const question = page.getByRole('dialog', { name: /^Remove / });
  await expect(question).toContainText('mine/1.0');
  await question.getByRole('button', { name: 'Remove' }).click();
  await expect(remove).toHaveCount(0);
  await panel.getByRole('button', { name: 'Undo' }).click();
  await expect(remove).toBeAttached();
  await api.post('modules/reset');
  await expect(remove).toHaveCount(0);
  expect((await api.get<ModuleState>('modules')).modulepath).toEqual(before);
});

test('has planned a load when somebody clicks', async ({ page }) => {
  const panel = await openPanel(page, 'Software');
  const search = panel.getByRole('searchbox', { name: 'Search software' });
  await search.fill('CMake');
  const planned = page.waitForResponse(/modules\/plan\/ahead/);
  await search.press('ArrowDown');
  expect((await planned).ok()).toBe(true);
  const asked: string[] = [];
  page.on('request', request => {
    if (request.method() === 'POST' && request.url().includes('/v1/modules/')) {
      asked.push(new URL(request.url()).pathname.replace(/.*\/v1\//, ''));
    }
  });
  await panel.getByRole('button', { name: /^Load CMake\// }).click();
  await expect(
    panel.getByRole('button', { name: /^Unload CMake\// })
  ).toBeAttached();
  expect(asked).toEqual(['modules/apply']);
});
