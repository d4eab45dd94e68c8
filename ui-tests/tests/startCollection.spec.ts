/** The collection that a person has chosen for the start of every session. */

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

/** Set the person's settings of the Software panel, as its form does. */
function set(page: Page, settings: object): Promise<void> {
  return page.evaluate(
    text =>
      window.jupyterapp.serviceManager.settings.save('hpclab:software', text),
    JSON.stringify(settings)
  );
}

test.describe('The collection at the start', () => {
  const sessions: OwnSession[] = [];

  const start = (name: string): OwnSession => {
    const session = OwnSession.start(name, '--cpus-per-task=1', '--mem=1G');
    sessions.push(session);
    return session;
  };

  test.afterAll(() => sessions.forEach(session => session.cancel()));

  test('is restored in the next session; one that is gone is said', async ({
    page
  }) => {
    test.setTimeout(240_000); // it starts three sessions
    const panel = page.getByRole('region', { name: 'Software', exact: true });
    const unload = panel.getByRole('button', { name: `Unload ${MODULE}` });

    const first = start('saves-collection');
    const collection = `at-start-${first.jobId}`;
    await first.open(page);
    await execute(page, 'hpclab:open-software');
    await expect(panel.getByRole('heading', { name: 'Loaded' })).toBeVisible();
    await execute(page, 'hpclab:load-module', { module: MODULE });
    await expect(unload).toBeVisible();
    await execute(page, 'hpclab:save-collection', { name: collection });
    await set(page, { defaultCollection: collection });
    first.cancel();

    const second = start('restores-collection');
    await second.open(page);
    await execute(page, 'hpclab:open-software');
    await expect(unload).toBeVisible();
    await expect(panel).not.toContainText('Your last session had');
    await set(page, { defaultCollection: `${collection}-gone` });
    second.cancel();

    await start('misses-collection').open(page);
    await execute(page, 'hpclab:open-software');
    await expect(
      panel.getByRole('alert').filter({
        hasText: `Your session started without the collection ${collection}-gone.`
      })
    ).toBeVisible();
    await expect(unload).toHaveCount(0);

    // Nothing is left to the tests that follow.
    await set(page, {});
    await execute(page, 'hpclab:reset-modules');
    // It ends only when its dialog is closed.
    await page.evaluate(() => {
      void window.jupyterapp.commands.execute('hpclab:restore-collection');
    });
    const list = page.getByRole('dialog', { name: 'Saved collections' });
    await list.getByRole('button', { name: `Delete ${collection}` }).click();
    await page
      .getByRole('dialog', { name: `Delete the collection ${collection}?` })
      .getByRole('button', { name: 'Delete' })
      .click();
    await expect(list).not.toContainText(collection);
  });
});
