/** A site with Environment Modules in the place of Lmod: the same panel, and what it lacks is said. */

import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { expect, test } from '@playwright/test';

import { facts } from '../support/cluster';
import { OwnSession } from '../support/ownSession';

const REPOSITORY = path.resolve(__dirname, '../..');

/** The job begins with what the demo's shells have. */
const NO_LMOD =
  'unset "${!LMOD_@}" "${!_ModuleTable@}" LOADEDMODULES _LMFILES_ BASH_ENV';

/** Debian's package of it, as `python3 -m demo packages --test` unpacks it, and a small tree of modules. */
function profile(): string | null {
  const folder = mkdtempSync(path.join(tmpdir(), 'hpclab-em-'));
  chmodSync(folder, 0o755);
  const script = [
    'import sys, shlex; from pathlib import Path',
    'from tests import environment_modules_tree as tree',
    'program = tree.command("trixie"); root = Path(sys.argv[1])',
    'found = tree.environment(program, tree.build(root / "modules"), root / "home") if program else {}',
    'names = ("MODULEPATH", "MODULES_CMD", "MODULESHOME")',
    'print("\\n".join(f"export {n}={shlex.quote(found[n])}" for n in names if n in found))'
  ].join('\n');
  const lines = execFileSync('/usr/bin/python3', ['-c', script, folder], {
    cwd: REPOSITORY,
    encoding: 'utf-8'
  });
  const slurm = path.join(facts.root, 'etc', 'slurm.conf');
  return lines.trim() && existsSync(slurm)
    ? `${NO_LMOD}\nexport SLURM_CONF=${slurm}\n${lines}`
    : null;
}

test('The panel works with Environment Modules', async ({
  page,
  context
}) => {
  test.setTimeout(180_000);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const site = profile();
  test.skip(!site, 'Environment Modules isn’t unpacked: demo packages --test');
  const session = OwnSession.startAt(
    'environment-modules',
    { profile: site! },
    '--cpus-per-task=1',
    '--mem=1G'
  );
  try {
    await session.open(page);
    await page.getByRole('tab', { name: 'Software', exact: true }).click();
    const panel = page.getByRole('region', { name: 'Software', exact: true });
    const loaded = panel.getByRole('region', { name: 'Loaded modules' });
    await expect(panel).toContainText('Environment Modules 5');
    const search = panel.getByRole('searchbox', { name: 'Search software' });

    // With the compiler that it needs, whose folder isn't the person's own.
    await search.fill('hdf5');
    await panel.getByRole('button', { name: 'Load hdf5/1.14' }).click();
    await expect(
      loaded.getByRole('button', { name: 'Unload hdf5/1.14' })
    ).toBeVisible();
    await loaded.getByRole('button', { name: '1 dependency' }).click();
    await expect(
      loaded.getByRole('button', { name: 'Unload gcc/12.3' })
    ).toBeVisible();
    await panel
      .getByRole('button', { name: 'More actions for modules' })
      .click();
    await page.getByRole('menuitem', { name: 'Copy as commands' }).click();
    expect(
      await page.evaluate(() => navigator.clipboard.readText())
    ).toBe('module load hdf5/1.14\n');

    // Another version in its place, and back.
    await search.fill('gcc/13.2');
    await panel.getByRole('button', { name: 'gcc', exact: true }).click();
    await panel.getByRole('button', { name: 'Load gcc/13.2' }).click();
    const dialog = page.getByRole('dialog', { name: 'Load gcc/13.2' });
    await expect(dialog).toContainText('gcc/12.3 → gcc/13.2');
    await dialog.getByRole('button', { name: 'Load' }).click();
    await expect(
      loaded.getByRole('button', { name: 'Unload gcc/13.2' })
    ).toBeVisible();
    await panel.getByRole('button', { name: 'Undo' }).click();
    await expect(
      loaded.getByRole('button', { name: 'Unload gcc/13.2' })
    ).toHaveCount(0);
    await expect(
      loaded.getByRole('button', { name: '1 dependency' })
    ).toBeVisible();

    // A module that fails says why, and changes nothing.
    await search.fill('broken');
    await panel.getByRole('button', { name: 'Load broken/1' }).click();
    await expect(panel.getByRole('alert')).toContainText('broken/1');

    await page.evaluate(
      () =>
        void window.jupyterapp.commands.execute('hpclab:open-module-details', {
          module: 'gcc/12.3'
        })
    );
    await expect(
      page.getByRole('region', { name: 'Details of gcc' })
    ).toContainText('the GNU compilers');
  } finally {
    session.cancel();
  }
});
