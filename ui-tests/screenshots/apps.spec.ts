/** The pictures of applications: their tiles, and each in a tab of JupyterLab, as they really are. */

import path from 'node:path';

import { galata } from '@jupyterlab/galata';
import type { FrameLocator, Locator } from '@playwright/test';

import { expect, openPanel, test } from '../support/fixtures';

const IMAGES = path.resolve(__dirname, '../../docs/images');

const STARTS = { timeout: 120_000 };

/** Brings an application to where it can be used, and something can be seen. */
const OPENED: Record<string, (inside: FrameLocator) => Promise<void>> = {
  openrefine: inside =>
    expect(inside.locator('input[name=upload]')).toBeVisible(STARTS),
  vscode: async inside => {
    await inside.getByRole('button', { name: 'Yes, I trust' }).click(STARTS);
    await inside.getByRole('treeitem', { name: 'stars.csv' }).dblclick();
    await expect(inside.getByText('Sirius,8.6')).toBeVisible(STARTS);
  },
  desktop: inside => expect(inside.locator('canvas')).toBeVisible(STARTS),
  rstudio: async inside => {
    await inside.getByLabel('Expression').fill('summary(cars)', STARTS);
    await inside.getByRole('button', { name: 'Run' }).click();
    await expect(inside.getByRole('log')).toContainText('Median');
  }
};

const TITLES: Record<string, string> = {
  openrefine: 'OpenRefine',
  vscode: 'VS Code',
  desktop: 'Desktop',
  rstudio: 'RStudio'
};

test.use({
  mockSettings: {
    ...galata.DEFAULT_SETTINGS,
    'hpclab:apps': { openIn: 'jupyterlab-tab' }
  }
});
test.setTimeout(240_000);

for (const [name, bringUp] of Object.entries(OPENED)) {
  test(`${TITLES[name]} in a tab of JupyterLab`, async ({ page, tmpPath }) => {
    await page.contents.uploadContent(
      'star,light years\nSirius,8.6\nVega,25\n',
      'text',
      `${tmpPath}/stars.csv`
    );
    const panel = await openPanel(page, 'Session');
    await panel
      .getByRole('button', { name: `Open ${TITLES[name]}`, exact: true })
      .click();
    const inside = page.frameLocator(`iframe[title="${TITLES[name]}"]`);
    await bringUp(inside);
    await settle(page.locator(`iframe[title="${TITLES[name]}"]`));
    await page.screenshot({
      path: path.join(IMAGES, `${name}.jpg`),
      type: 'jpeg',
      quality: 70,
      // What is told of another session doesn't belong into a picture.
      style: '.Toastify { display: none }'
    });
  });
}

for (const theme of ['Light', 'Dark'] as const) {
  test(`The tiles, ${theme}`, async ({ page, api }) => {
    await page.theme.setTheme(`JupyterLab ${theme}`);
    const panel = await openPanel(page, 'Session');
    await api.post('apps/rstudio/start');
    await api.post('apps/vscode/start');
    for (const title of ['RStudio', 'VS Code']) {
      await expect(
        panel.getByRole('button', { name: `Restart ${title}…` })
      ).toBeVisible(STARTS);
    }
    await page.sidebar.setWidth(320);
    await page.mouse.move(900, 500);
    await panel.getByRole('region', { name: 'Applications' }).screenshot({
      path: path.join(IMAGES, `applications-${theme.toLowerCase()}.png`)
    });
  });
}

/** Wait until nothing moves any more: what is drawn last has no name to wait for. */
async function settle(shown: Locator): Promise<void> {
  let last: Buffer = Buffer.alloc(0);
  await expect(async () => {
    const now = await shown.screenshot();
    const isStill = now.equals(last);
    last = now;
    expect(isStill).toBe(true);
  }).toPass({ intervals: [1_000], timeout: 60_000 });
}
