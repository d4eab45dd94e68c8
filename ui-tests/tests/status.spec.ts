/** The report for support: shown before it is copied, and without a secret. */

import { token } from '../support/cluster';
import { expect, test } from '../support/fixtures';

test('"Copy report for support" shows the report, then copies it', async ({
  page
}) => {
  void page.evaluate(() =>
    window.jupyterapp.commands.execute('hpclab:copy-report')
  );
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('Lmod');
  await expect(dialog).toContainText('Slurm');
  await dialog.getByRole('button', { name: 'Copy' }).click();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toContain('Lmod');
  expect(copied).not.toContain(token());
});
