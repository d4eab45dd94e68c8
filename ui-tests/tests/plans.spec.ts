/** What a change of modules brings with it is said before and after: families, inactive and sticky modules, notices. */

import type { Locator, Page } from '@playwright/test';

import type { components } from '../../src/api/schema';
import { expect, openPanel, test } from '../support/fixtures';

type ModuleState = components['schemas']['ModuleState'];

/** Search for a module and click its Load. */
async function clickLoad(panel: Locator, module: string): Promise<void> {
  const [name, version] = module.split('/');
  await panel.getByRole('searchbox', { name: 'Search software' }).fill(module);
  await panel.getByRole('button', { name, exact: true }).click();
  await panel
    .getByRole('button', { name: `Load ${name}/${version}`, exact: true })
    .click();
}

/** Look for modules in a test's own folder too. */
async function search(page: Page, folder: string): Promise<void> {
  await page.evaluate(
    path =>
      window.jupyterapp.commands.execute('hpclab:use-module-path', { path }),
    `~/${folder}/modules`
  );
}

test.describe('A plan', () => {
  test('names the family by which a module makes way', async ({
    page,
    api
  }) => {
    await api.post('modules/load', {
      modules: ['GCC/13.2.0', 'OpenMPI/4.1.6']
    });
    const panel = await openPanel(page, 'Software');
    await clickLoad(panel, 'MPICH/4.1.2');
    const dialog = page.getByRole('dialog', { name: 'Load MPICH/4.1.2' });
    await expect(dialog).toContainText('OpenMPI/4.1.6 → MPICH/4.1.2');
    await expect(dialog).toContainText('family mpi');
    await dialog.getByRole('button', { name: 'Load' }).click();
    await expect(
      panel.getByRole('button', { name: 'Unload MPICH/4.1.2' })
    ).toBeVisible();
    await expect(
      panel.getByRole('button', { name: 'Unload OpenMPI/4.1.6' })
    ).toHaveCount(0);
  });

  test('names what becomes inactive, and the panel marks it until it is back', async ({
    page,
    api
  }) => {
    await api.post('modules/load', { modules: ['GCC/13.2.0', 'MPICH/4.1.2'] });
    const panel = await openPanel(page, 'Software');
    const row = panel
      .getByRole('region', { name: 'Loaded modules' })
      .getByRole('listitem')
      .filter({ hasText: 'MPICH' });
    await clickLoad(panel, 'GCC/12.3.0');
    const dialog = page.getByRole('dialog', { name: 'Load GCC/12.3.0' });
    await expect(
      dialog.getByRole('listitem').filter({ hasText: 'MPICH/4.1.2' })
    ).toContainText('becomes inactive');
    await dialog.getByRole('button', { name: 'Load' }).click();
    await expect(row).toContainText('inactive');
    await panel.getByRole('button', { name: 'Undo' }).click();
    await expect(row).toBeVisible();
    await expect(row).not.toContainText('inactive');
  });

  test('is always shown where somebody has set so', async ({ page }) => {
    await page.evaluate(() =>
      window.jupyterapp.serviceManager.settings.save(
        'hpclab:software',
        '{"confirmLoad": "always"}'
      )
    );
    await page.reload();
    await page.waitForFunction(() => window.jupyterapp?.restored);
    const panel = await openPanel(page, 'Software');
    await clickLoad(panel, 'CMake/3.25.1');
    const dialog = page.getByRole('dialog', { name: 'Load CMake/3.25.1' });
    await expect(dialog).toBeVisible();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await expect(dialog).toHaveCount(0);
  });
});

test('"Unload all" returns to the site’s default, and sticky modules are marked', async ({
  page,
  api
}) => {
  const start = await api.get<ModuleState>('modules');
  await api.post('modules/load', { modules: ['CMake', 'GCC/13.2.0'] });
  const panel = await openPanel(page, 'Software');
  const loaded = panel.getByRole('region', { name: 'Loaded modules' });
  await expect(
    loaded.getByRole('listitem').filter({ hasText: 'StdEnv' })
  ).toContainText('sticky');
  await panel.getByRole('button', { name: 'More actions for modules' }).click();
  await page.getByRole('menuitem', { name: 'Unload all' }).click();
  await expect(
    loaded.getByRole('button', { name: /^Unload CMake/ })
  ).toHaveCount(0);
  await expect(
    loaded.getByRole('button', { name: /^Unload StdEnv/ })
  ).toBeAttached();
  const after = await api.get<ModuleState>('modules');
  expect(after.loaded).toEqual(start.loaded);
});

test.describe('What Lmod says', () => {
  test('of a module that goes away stays until it is dismissed', async ({
    page
  }) => {
    const panel = await openPanel(page, 'Software');
    await panel
      .getByRole('searchbox', { name: 'Search software' })
      .fill('Miniconda3');
    await panel
      .getByRole('button', { name: /^Load Miniconda3/ })
      .first()
      .click();
    const notice = panel
      .locator('.hpclab-Reports')
      .getByText(/Please use Python with a virtual environment/);
    await expect(notice).toBeVisible();
    await panel
      .locator('.hpclab-Reports')
      .getByRole('button', { name: 'Dismiss' })
      .click();
    await expect(notice).toHaveCount(0);
  });

  test('of a module that wants another first offers that one', async ({
    page,
    api,
    tmpPath
  }) => {
    await page.contents.uploadContent(
      'prereq("CMake")\nsetenv("WANTS", "yes")\n',
      'text',
      `${tmpPath}/modules/wants/1.0.lua`
    );
    await search(page, tmpPath);
    const panel = await openPanel(page, 'Software');
    await page.evaluate(
      () =>
        void window.jupyterapp.commands.execute('hpclab:load-module', {
          module: 'wants/1.0'
        })
    );
    const alert = panel.getByRole('alert').filter({ hasText: 'wants/1.0' });
    await alert.getByRole('button', { name: /^Load CMake/ }).click();
    await expect(
      panel.getByRole('button', { name: /^Unload CMake/ })
    ).toBeVisible();
    const { loaded } = await api.get<ModuleState>('modules');
    expect(loaded.map(({ name }) => name)).not.toContain('wants');
  });
});

test('Details name the aliases that kernels can not have', async ({
  page,
  tmpPath
}) => {
  await page.contents.uploadContent(
    'set_alias("greet", "echo hello")\n',
    'text',
    `${tmpPath}/modules/greets/1.0.lua`
  );
  const panel = await openPanel(page, 'Software');
  await search(page, tmpPath);
  await panel
    .getByRole('searchbox', { name: 'Search software' })
    .fill('greets');
  await expect(
    panel.getByRole('button', { name: 'greets', exact: true })
  ).toBeVisible({ timeout: 20_000 });
  await page.evaluate(
    () =>
      void window.jupyterapp.commands.execute('hpclab:open-module-details', {
        module: 'greets/1.0'
      })
  );
  const details = page.getByRole('region', { name: 'Details of greets' });
  await expect(details).toContainText('greet');
  await expect(details).toContainText('kernel');
});

test('The loaded modules are copied as commands and as a job’s header', async ({
  page,
  context,
  api
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await api.post('modules/load', { modules: ['GCC/13.2.0', 'CMake'] });
  const panel = await openPanel(page, 'Software');
  const copied = async (entry: string): Promise<string> => {
    await panel
      .getByRole('button', { name: 'More actions for modules' })
      .click();
    await page.getByRole('menuitem', { name: entry, exact: true }).click();
    return page.evaluate(() => navigator.clipboard.readText());
  };
  const lines = await copied('Copy as commands');
  expect(lines).toMatch(/^module load .*GCC\/13\.2\.0.*CMake\//m);
  const header = await copied('Copy as job script header');
  expect(header).toMatch(/^#!\/bin\/bash/);
  expect(header).toMatch(/^#SBATCH /m);
  expect(header).toContain('module load');
});
