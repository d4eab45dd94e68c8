/**
 * What a site switches off is gone from the interface: commands, panels and cards.
 *
 * The status is the server's own answer with the setting put in: another setting would need another server.
 * That the routes are gone as well is tested on the server's side.
 */

import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

import { expect, test } from '../support/fixtures';

test.use({ autoGoto: false });

const CHANGES = [
  'hpclab:load-module',
  'hpclab:unload-module',
  'hpclab:swap-module',
  'hpclab:reset-modules',
  'hpclab:unload-all-modules',
  'hpclab:undo-modules'
];

const APPS = [
  'hpclab:open-app',
  'hpclab:stop-app',
  'hpclab:restart-app',
  'hpclab:show-app-log'
];

const JOBS = ['hpclab:open-jobs', 'hpclab:cancel-jobs'];

/** What goes with each feature, and what has to stay. */
const CASES: {
  disabled: string[];
  gone: string[];
  left: string[];
}[] = [
  {
    disabled: [],
    gone: [],
    left: [
      ...CHANGES,
      ...APPS,
      ...JOBS,
      'hpclab:open-session',
      'hpclab:copy-report'
    ]
  },
  {
    disabled: ['modules'],
    gone: [...CHANGES, 'hpclab:open-software', 'hpclab:copy-module-commands'],
    left: [...APPS, 'hpclab:open-session']
  },
  {
    disabled: ['modules.change'],
    gone: CHANGES,
    left: ['hpclab:open-software', 'hpclab:copy-module-commands']
  },
  {
    disabled: ['apps'],
    gone: APPS,
    left: [...CHANGES, 'hpclab:open-session']
  },
  {
    disabled: ['session', 'apps'],
    gone: [...APPS, 'hpclab:open-session'],
    left: CHANGES
  },
  { disabled: ['jobs'], gone: JOBS, left: CHANGES },
  { disabled: ['doctor'], gone: ['hpclab:copy-report'], left: CHANGES }
];

/** Open JupyterLab as if the site had switched features off. */
async function openWithout(
  page: IJupyterLabPageFixture,
  disabled: string[]
): Promise<void> {
  await page.route('**/hpclab/v1/status*', async route => {
    const response = await route.fetch();
    const status = (await response.json()) as object;
    await route.fulfill({ response, json: { ...status, disabled } });
  });
  await page.goto();
}

/** The names of all commands of hpclab. */
function commands(page: IJupyterLabPageFixture): Promise<string[]> {
  return page.evaluate(() =>
    window.jupyterapp.commands
      .listCommands()
      .filter(id => id.startsWith('hpclab:'))
  );
}

for (const { disabled, gone, left } of CASES) {
  test(`without ${disabled.join(' and ') || 'nothing'}`, async ({ page }) => {
    await openWithout(page, disabled);
    await expect(async () => {
      const there = await commands(page);
      expect(there).toEqual(expect.arrayContaining(left));
      expect(there.filter(id => gone.includes(id))).toEqual([]);
    }).toPass({ timeout: 10_000 });
    for (const [name, feature] of [
      ['Software', 'modules'],
      ['Session', 'session']
    ] as const) {
      await expect(page.getByRole('tab', { name, exact: true })).toHaveCount(
        disabled.includes(feature) ? 0 : 1
      );
    }
  });
}

test('without one application', async ({ page }) => {
  await openWithout(page, ['apps.openrefine']);
  const cards = page.locator('.jp-LauncherCard');
  await expect(cards.filter({ hasText: 'VS Code' })).toBeVisible();
  await expect(cards.filter({ hasText: 'OpenRefine' })).toHaveCount(0);
});
