/** The cluster at a glance: off by default, a table where people turn it on, and no question while nobody looks. */

import AxeBuilder from '@axe-core/playwright';
import { galata } from '@jupyterlab/galata';
import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

import type { components } from '../../src/api/schema';
import { expect, openPanel, test } from '../support/fixtures';

type ClusterInfo = components['schemas']['ClusterInfo'];

const ADDRESS = /\/hpclab\/v1\/cluster(\?.*)?$/;

/** The demo has no GPUs, and neither long names nor large figures. */
const LARGE = {
  partition: 'gpu-a100-long-preemptible',
  nodes: { free: 118, total: 1248 },
  cores: { free: 14208, total: 159744 },
  gpus: { free: 472, total: 4992 }
};

/** Count the questions, and add a large partition to the server's own answer. */
async function follow(page: IJupyterLabPageFixture): Promise<() => number> {
  let asked = 0;
  await page.route(ADDRESS, async route => {
    asked++;
    const response = await route.fetch();
    const answer = (await response.json()) as ClusterInfo;
    const partitions = [...(answer.partitions ?? []), LARGE];
    await route.fulfill({ response, json: { ...answer, partitions } });
  });
  return () => asked;
}

test.use({ autoGoto: false });

test.describe('Where people turn it on', () => {
  test.use({
    mockSettings: {
      ...galata.DEFAULT_SETTINGS,
      'hpclab:cluster': { showCluster: true }
    }
  });

  test('the cluster is a table in the Session panel, also in a narrow one', async ({
    page
  }) => {
    const asked = await follow(page);
    await page.goto();
    await openPanel(page, 'Software');
    expect(asked()).toBe(0);
    const panel = await openPanel(page, 'Session');
    await page.sidebar.setWidth(250, 'left');
    const section = panel.getByRole('region', { name: 'Cluster' });
    const table = section.getByRole('table', {
      name: 'What is free in each partition'
    });
    await expect(table.getByRole('columnheader')).toHaveText([
      'Partition',
      'Free nodes',
      'Free cores',
      'Free GPUs'
    ]);
    const batch = table.getByRole('row', { name: /^batch/ });
    await expect(batch.getByRole('cell')).toHaveText([
      /^[01] of 1$/,
      /^\d+ of \d+$/,
      'none'
    ]);
    const large = table.getByRole('row', { name: /^gpu-a100/ });
    await expect(large.getByRole('cell')).toContainText(['118 of 1,248']);
    await expect(section).toContainText('As of');
    expect(
      await section.evaluate(node => node.scrollWidth - node.clientWidth)
    ).toBe(0);
    expect(asked()).toBe(1);
    const { violations } = await new AxeBuilder({ page })
      .include('#hpclab-session')
      .analyze();
    expect(
      violations.map(({ id, nodes }) => [id, nodes.map(node => node.html)])
    ).toEqual([]);
  });
});

test('Nothing is shown or asked by default', async ({ page }) => {
  const asked = await follow(page);
  await page.goto();
  const panel = await openPanel(page, 'Session');
  await expect(panel.getByRole('region', { name: 'My jobs' })).toBeVisible();
  await expect(panel.getByRole('region', { name: 'Cluster' })).toHaveCount(0);
  expect(asked()).toBe(0);
});
