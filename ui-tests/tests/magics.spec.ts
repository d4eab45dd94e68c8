/** Magics in a notebook: Slurm's commands, and the session's modules with the kernel's restart. */

import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';

import { slurm } from '../support/cluster';
import { expect, test } from '../support/fixtures';

// A kernel's start and several commands of Slurm take their time on a busy machine.
test.setTimeout(240_000);

const ODD_NAME = '<b>mark</b>|up é';

/** Run a cell in the place of the first one, and return its output. */
async function run(
  page: IJupyterLabPageFixture,
  source: string
): Promise<Locator> {
  await page.notebook.setCell(0, 'code', source);
  await page.notebook.runCell(0, true);
  return page.getByRole('main').locator('.jp-OutputArea-output').first();
}

test('A notebook submits a cell, lists and cancels the job', async ({
  page
}) => {
  await page.notebook.createNew('magics.ipynb', { kernel: 'python3' });
  await run(page, '%load_ext hpclab');
  const submitted = await run(
    page,
    `%%sbatch --hold --mem=20 --output=/dev/null --job-name='${ODD_NAME}'\nhostname`
  );
  await expect(submitted).toContainText(/^Submitted batch job \d+/);
  const id = /\d+/.exec((await submitted.textContent())!)![0];
  try {
    const queue = await run(page, '%squeue --me');
    const row = queue.getByRole('row').filter({ hasText: id });
    await expect(row.getByRole('cell', { name: ODD_NAME })).toHaveText(
      ODD_NAME
    );
    await expect(queue.getByRole('columnheader').first()).toHaveText('JOBID');
    await expect(await run(page, `%scancel ${id}`)).toHaveText(
      `Terminating job ${id}`
    );
  } finally {
    slurm('scancel', id);
  }
  const refused = await run(page, '%sbatch /nowhere.sh');
  await expect(refused).toHaveText(
    'sbatch: error: Unable to open file /nowhere.sh'
  );
});

test('A notebook loads a module, and the toolbar offers to restart its kernel', async ({
  page,
  api
}) => {
  await page.notebook.createNew('loads.ipynb', { kernel: 'python3' });
  await run(page, '%load_ext hpclab');
  const older = page.getByRole('button', { name: /^Older modules/ });
  await expect(older).toHaveCount(0);
  const loaded = await run(page, '%module load CMake');
  await expect(loaded).toContainText('Loaded: CMake/');
  await expect(loaded).toContainText(
    'This kernel still has the modules that it was started with.'
  );
  const state = await api.get<{ loaded: { name: string }[] }>('modules');
  expect(state.loaded.map(({ name }) => name)).toContain('CMake');
  await older.click();
  await page
    .getByRole('dialog', { name: /^Modules of loads/ })
    .getByRole('button', { name: 'Restart kernel' })
    .click();
  await expect(older).toHaveCount(0);
  await run(page, '%load_ext hpclab');
  const listed = await run(page, '%module list');
  await expect(listed.getByRole('cell', { name: /^CMake\// })).toBeVisible();
});
