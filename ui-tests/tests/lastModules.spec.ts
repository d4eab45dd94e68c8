/** The modules of the last session, offered at the start of the next one. */

import { expect, test, type Page } from '@playwright/test';

import { OwnSession } from '../support/ownSession';

const MODULE = 'GCC/12.3.0';

function execute(page: Page, id: string, args = {}): Promise<void> {
  return page.evaluate(
    async ([id, args]) => {
      await window.jupyterapp.commands.execute(id, args);
    },
    [id, args] as const
  );
}

test.describe('The modules of the last session', () => {
  const sessions: OwnSession[] = [];

  const start = (name: string): OwnSession => {
    const session = OwnSession.start(name, '--cpus-per-task=1', '--mem=1G');
    sessions.push(session);
    return session;
  };

  test.afterAll(() => sessions.forEach(session => session.cancel()));

  test('are offered once, and loaded by a click', async ({ page }) => {
    const last = start('had-modules');
    await last.open(page);
    await execute(page, 'hpclab:open-software');
    const panel = page.getByRole('region', { name: 'Software', exact: true });
    await expect(panel.getByRole('heading', { name: 'Loaded' })).toBeVisible();
    await execute(page, 'hpclab:load-module', { module: MODULE });
    const unload = panel.getByRole('button', { name: `Unload ${MODULE}` });
    await expect(unload).toBeVisible();
    last.cancel();

    await start('has-modules').open(page);
    await execute(page, 'hpclab:open-software');
    const offer = panel.getByRole('status').filter({
      hasText: `Your last session had ${MODULE}.`
    });
    await expect(offer).toBeVisible();
    await expect(unload).toHaveCount(0);
    await offer.getByRole('button', { name: 'Load them' }).click();
    await expect(unload).toBeVisible();
    await expect(offer).toHaveCount(0);

    // Nothing is left to be offered to the tests that follow.
    await execute(page, 'hpclab:reset-modules');
    await expect(unload).toHaveCount(0);
    await expect(offer).toHaveCount(0);
  });
});
