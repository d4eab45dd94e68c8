/**
 * What the panel says of its catalog: how old it is, how far a newer one is, and what there is without one.
 *
 * The answers are the server's own with the state put in: a catalog that is being built is gone in a moment.
 */

import type { components } from '../../src/api/schema';
import { expect, openPanel, test } from '../support/fixtures';

type Schemas = components['schemas'];

/** Put something in the place of a part of one of the server's answers. */
async function answered<T>(
  page: import('@playwright/test').Page,
  path: string,
  change: (answer: T) => T
): Promise<void> {
  await page.route(
    url => url.pathname.endsWith(`/hpclab/v1/${path}`),
    async route => {
      const headers = { ...route.request().headers() };
      delete headers['if-none-match'];
      const answer = await route.fetch({ headers });
      await route.fulfill({ json: change((await answer.json()) as T) });
    }
  );
}

function walking(
  status: Schemas['CatalogStatus'],
  share: number
): Schemas['CatalogStatus'] {
  const since = status.now - share * 1000;
  return { ...status, build: { phase: 'walking', since, seconds: 1000 } };
}

test.describe('The catalog', () => {
  test('stays while a newer one is built, and its age and the progress are told', async ({
    page
  }) => {
    await answered<Schemas['CatalogStatus']>(page, 'software/status', status =>
      walking(status, 0.4)
    );
    const panel = await openPanel(page, 'Software');
    await expect(panel).toContainText(/Catalog of \d\d:\d\d|Catalog of \w+ \d/);
    await expect(panel).toContainText('Building the catalog, 40 %');
    await panel
      .getByRole('searchbox', { name: 'Search software' })
      .fill('numpy');
    await expect(
      panel.getByRole('button', { name: 'SciPy-bundle', exact: true })
    ).toBeVisible();
  });

  test('is what can be loaded at once until there is one', async ({
    page,
    api
  }) => {
    const { modulepath } = await api.get<Schemas['ModuleState']>('modules');
    await answered<Schemas['CatalogStatus']>(page, 'software/status', status =>
      walking(status, 0)
    );
    await answered<Schemas['Catalog']>(page, 'software', catalog => ({
      ...catalog,
      complete: false,
      packages: catalog.packages.filter(({ versions }) =>
        versions.some(({ paths }) =>
          paths.some(index =>
            modulepath.includes(catalog.modulepaths[index]!.path)
          )
        )
      )
    }));
    const panel = await openPanel(page, 'Software');
    await expect(
      panel.getByText(/only what can be loaded at once is listed/)
    ).toBeVisible();
    const box = panel.getByRole('searchbox', { name: 'Search software' });
    await box.fill('numpy');
    await expect(panel.getByText(/Nothing found for/)).toBeVisible();
    await box.fill('CMake');
    await panel.getByRole('button', { name: /^Load CMake\// }).click();
    await expect(
      panel.getByRole('button', { name: /^Unload CMake\// })
    ).toBeVisible();
  });
});
