/** What the site says: announcements, which can do no harm, quotas, balances and what a partition is for. */

import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import AxeBuilder from '@axe-core/playwright';
import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

import { facts } from '../support/cluster';
import { expect, openPanel, test } from '../support/fixtures';

const ANNOUNCEMENTS = path.join(facts.root, 'etc/site/announcements.md');
const THEMES = [
  'JupyterLab Light',
  'JupyterLab Dark',
  'JupyterLab Dark High Contrast'
] as const;

/** Markdown that would like to run, to load, or to lead somewhere that it may not. */
const HOSTILE = `Begin

<script>window.harmed = 1</script>

<img src="https://tracker.example.org/raw.png" onerror="window.harmed = 2">

![pixel](https://tracker.example.org/pixel.png)

<iframe src="https://tracker.example.org/frame"></iframe>

<form action="https://tracker.example.org/form"><button>Press</button></form>

<style>body { background: url(https://tracker.example.org/style) }</style>

<p style="background: url(https://tracker.example.org/p)" onclick="window.harmed = 3">styled</p>

<svg onload="window.harmed = 4"><a xlink:href="javascript:window.harmed = 5">svg</a></svg>

[script](javascript:window.harmed=6) [data](data:text/html,<script>window.harmed=7</script>)

[logout](/hub/logout) [fine](https://fine.example.org/page)

# A heading

**End**`;

/** Have the server's answer say more. */
async function announce(
  page: IJupyterLabPageFixture,
  ...announcements: { id: string; text: string; severity: string }[]
): Promise<void> {
  await page.route(/\/hpclab\/v1\/session(\?.*)?$/, async route => {
    const response = await route.fetch();
    const session = (await response.json()) as object;
    await route.fulfill({ response, json: { ...session, announcements } });
  });
}

test.describe('An announcement', () => {
  test.use({ autoGoto: false });

  test('with hostile Markdown does no harm', async ({ page }) => {
    const asked: string[] = [];
    page.on('request', request => asked.push(request.url()));
    await announce(page, { id: 'hostile', text: HOSTILE, severity: 'info' });
    await page.goto();
    const panel = await openPanel(page, 'Session');
    const said = panel
      .getByRole('list', { name: 'Announcements of your site' })
      .getByRole('listitem');
    await expect(said.locator('strong', { hasText: 'End' })).toBeVisible();

    expect(
      await said.locator('img, iframe, script, style, form, h1').count()
    ).toBe(0);
    await expect(said.getByRole('link')).toHaveCount(1);
    const link = said.getByRole('link', { name: 'fine' });
    await expect(link).toHaveAttribute('href', 'https://fine.example.org/page');
    await expect(link).toHaveAttribute('rel', 'noopener noreferrer');
    await said.getByText('styled').click();
    expect(await page.evaluate(() => 'harmed' in window)).toBe(false);
    expect(asked.filter(url => url.includes('tracker'))).toEqual([]);
  });

  test('is dismissed for good', async ({ page }) => {
    const before = readFileSync(ANNOUNCEMENTS, 'utf-8');
    const word = `Only once ${Date.now()}`;
    try {
      writeFileSync(ANNOUNCEMENTS, `severity: warning\n\n**${word}**\n`);
      await page.goto();
      const panel = await openPanel(page, 'Session');
      const said = panel.getByRole('listitem').filter({ hasText: word });
      // The file is looked at again after a few seconds.
      await expect(async () => {
        await panel.getByRole('button', { name: 'Refresh session' }).click();
        await expect(said).toBeVisible({ timeout: 2_000 });
      }).toPass({ timeout: 60_000 });
      const remembered = page.waitForResponse(/announcements\/dismiss/);
      await said.getByRole('button', { name: 'Dismiss' }).click();
      await expect(said).toHaveCount(0);
      await remembered;

      await page.reload();
      await openPanel(page, 'Session');
      await expect(panel.getByRole('timer')).toBeVisible();
      await expect(said).toHaveCount(0);
    } finally {
      writeFileSync(ANNOUNCEMENTS, before);
    }
  });

  test('of danger is a notification, once', async ({ page }) => {
    const danger = { id: `stop-${Date.now()}`, severity: 'danger' };
    await announce(page, { ...danger, text: 'Save your work now' });
    await page.goto();
    const toast = page.locator('.Toastify').getByText('Save your work now');
    await expect(toast).toBeVisible();
    await page.reload();
    const panel = await openPanel(page, 'Session');
    await expect(panel.getByRole('alert')).toContainText('Save your work now');
    await expect(toast).toHaveCount(0);
  });
});

test('The panel shows quotas, the partition and what it lacks', async ({
  page
}) => {
  const panel = await openPanel(page, 'Session');
  await expect(
    panel.getByRole('meter', { name: 'Storage scratch' })
  ).toHaveAttribute(
    'aria-valuetext',
    '905 of 1,000 GB, 412,800 of 1,000,000 files'
  );
  await expect(panel).toContainText('Sessions of up to 8 hours');
  await expect(panel).toContainText('This node has no internet');
  await expect(panel).toContainText('41,250 core hours');
});

for (const theme of THEMES) {
  test(`What the site says has no accessibility findings in ${theme}`, async ({
    page
  }) => {
    await page.theme.setTheme(theme);
    await announce(
      page,
      { id: 'a', text: 'An *info* [link](https://x.example.org)', severity: 'info' },
      { id: 'b', text: '`code` and | a |', severity: 'warning' },
      { id: 'c', text: '# Danger\n\n- one', severity: 'danger' }
    );
    const panel = await openPanel(page, 'Session');
    await panel.getByRole('button', { name: 'Refresh session' }).click();
    await expect(panel.getByRole('alert')).toContainText('Danger');
    await expect(
      panel.getByRole('meter', { name: 'Storage scratch' })
    ).toBeVisible();
    const { violations } = await new AxeBuilder({ page })
      .include('#hpclab-session')
      .analyze();
    expect(
      violations.map(({ id, nodes }) => [id, nodes.map(node => node.html)])
    ).toEqual([]);
  });
}
