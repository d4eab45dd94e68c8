/** Applications that a site declares and that misbehave: the tile tells what happens, and the server stays well. */

import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import os from 'node:os';
import path from 'node:path';

import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';

import type { components } from '../../src/api/schema';
import { expectNoFindings, THEMES } from '../support/accessibility';
import { OwnSession } from '../support/ownSession';

type Apps = components['schemas']['Apps'];

/** Tells each second what it does until a file is there, then serves a page. Braces stand double, as in a declaration. */
const SLOW = `
import http.server, pathlib, socketserver, sys, time
while not pathlib.Path(sys.argv[2]).exists():
    print('Reads package', int(time.time()) % 100, 'of 100 from the file system of the whole cluster', flush=True)
    time.sleep(0.5)
class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'<h1>Here it is</h1>')
    def address_string(self):
        return ''
class Unix(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    pass
Unix(sys.argv[1], Page).serve_forever()`;

const CRASHES = `
import sys
sys.exit('Loading libGL' + chr(10) + 'The licence server <b>is gone</b>.')`;

const CHATTERS = `
for line in range(10_000):
    print(line, 'x' * 100, flush=True)
${SLOW}`;

const TAKES_A_PORT = `
import socket, sys
socket.create_server(('127.0.0.1', int(sys.argv[2])))`;

/** A program in Python with where it listens, as a site declares it. */
function declared(title: string, code: string, ...more: string[]): object {
  const args = ['-c', code, '{socket}', ...more];
  return { title, commands: ['python3'], arguments: args };
}

/** The tile of an application of a site. */
function tileOf(panel: Locator, title: string): Locator {
  // Who holds most of the memory is listed by the same names.
  return panel.locator('.hpclab-Tile').filter({ hasText: title });
}

test.describe('The tile of an application', () => {
  let session: OwnSession;
  let folder: string;
  let squatter: Server;
  let panel: Locator;

  test.beforeAll(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'hpclab-app-states-'));
    chmodSync(folder, 0o777); // the session's user keeps settings there
    squatter = createServer().listen(0, '127.0.0.1');
    await once(squatter, 'listening');
    const { port } = squatter.address() as AddressInfo;
    const apps = {
      slow: declared('Slow', SLOW, path.join(folder, 'go-on')),
      crashing: declared('Crashing', CRASHES),
      ending: declared('Ending', 'pass'),
      silent: {
        ...declared('Silent', 'import time; time.sleep(600)'),
        ready_seconds: 2
      },
      chattering: declared('Chattering', CHATTERS, folder),
      squatted: declared('Squatted', TAKES_A_PORT, String(port)),
      absent: {
        ...declared('Absent', ''),
        commands: ['no-such-program'],
        missing: 'Ask the support for it.'
      }
    };
    writeFileSync(
      path.join(folder, 'jupyter_server_config.json'),
      JSON.stringify({ HpcLab: { apps } })
    );
    session = OwnSession.start(
      'states',
      '--cpus-per-task=1',
      '--mem=2G',
      `--export=ALL,JUPYTER_CONFIG_DIR=${folder}`
    );
  });

  test.afterAll(() => {
    session.cancel();
    squatter.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test.beforeEach(async ({ page }) => {
    await session.open(page);
    panel = page.getByRole('region', { name: 'Session', exact: true });
    await page.evaluate(() =>
      window.jupyterapp.commands.execute('hpclab:open-session')
    );
    await expect(tileOf(panel, 'Slow')).toBeVisible();
  });

  /** Click on Open; a tab of the browser that comes up is not looked at. */
  const open = (title: string): Promise<void> =>
    panel.getByRole('button', { name: `Open ${title}`, exact: true }).click();

  for (const { app, told, last } of [
    { app: 'Crashing', told: 'ended with status 1', last: /<b>is gone<\/b>/ },
    { app: 'Ending', told: 'ended with status 0', last: null },
    { app: 'Silent', told: "didn't answer within 2 seconds", last: null },
    {
      app: 'Squatted',
      told: 'ended with status 1',
      last: /Address already in use/
    }
  ]) {
    test(`${app} says what happened and what to do, until that is dismissed`, async () => {
      const tile = tileOf(panel, app);
      await open(app);
      const alert = tile.getByRole('alert');
      await expect(alert).toContainText(told, { timeout: 30_000 });
      await expect(alert).toContainText('once more');
      await expect(tile.getByText('failed', { exact: true })).toBeVisible();
      if (last) {
        await expect(
          alert.getByRole('group', { name: `Log of ${app}` })
        ).toHaveText(last);
      }
      // Everything else goes on.
      const { apps } = await session.ask<Apps>('apps');
      expect(apps.map(({ name }) => name)).toContain('slow');

      await alert.getByRole('button', { name: 'Dismiss' }).click();
      await expect(alert).toHaveCount(0);
      await expect(tile.getByText('stopped', { exact: true })).toBeVisible();
    });
  }

  test('tells what a slow one prints, until its page comes up', async ({
    page,
    context
  }) => {
    const tile = tileOf(panel, 'Slow');
    const opened = context.waitForEvent('page');
    await open('Slow');
    const tab = await opened;
    await expect(tab.getByRole('status')).toHaveText(/^Slow is starting/);
    await expect(
      tile.getByText('starting · waits for its page')
    ).toBeVisible();
    const line = tile.getByRole('group', {
      name: 'Last line of the log of Slow'
    });
    await expect(line).toHaveText(/^Reads package \d+ of 100/);
    const first = (await line.textContent()) ?? '';
    await expect(line).not.toHaveText(first);
    await expectNoFindingsInAnyTheme(page);

    writeFileSync(path.join(folder, 'go-on'), '');
    await expect(tab.getByRole('heading', { name: 'Here it is' })).toBeVisible();
    await expect(tile.getByText('running')).toBeVisible();
    await tile.getByRole('button', { name: 'Stop Slow…' }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: 'Stop', exact: true })
      .click();
    await expect(tile.getByText('stopped', { exact: true })).toBeVisible();
  });

  test('keeps the end of what one prints by the megabyte', async ({ page }) => {
    const tile = tileOf(panel, 'Chattering');
    await open('Chattering');
    await expect(tile.getByText('running')).toBeVisible();
    await tile.getByRole('button', { name: 'Show log of Chattering' }).click();
    const log = page.getByRole('region', { name: 'Log of Chattering' });
    await expect(log).toContainText('9999 xxx');
    expect((await log.textContent())!.length).toBeLessThan(70_000);
  });

  test('says what to do about one that is not installed', async () => {
    const tile = tileOf(panel, 'Absent');
    const fold = tile.getByRole('button', {
      name: 'Absent: not installed here'
    });
    await fold.click();
    await expect(tile).toContainText('Ask the support for it.');
    await expect(tile.getByRole('button')).toHaveCount(1);
  });

  test('has no findings of axe when it is stale, has failed or is not there', async ({
    page
  }) => {
    await session.ask('apps/chattering/start', {});
    await session.ask('apps/crashing/start', {});
    await expect(
      tileOf(panel, 'Crashing').getByRole('alert')
    ).toBeVisible();
    await expect(
      tileOf(panel, 'Chattering').getByText('running')
    ).toBeVisible();
    await session.ask('modules/load', { modules: ['GCC'] });
    await expect(tileOf(panel, 'Chattering')).toContainText(
      'It runs with other modules'
    );
    await tileOf(panel, 'Absent').getByRole('button').click();
    await expectNoFindingsInAnyTheme(page);
  });
});

async function expectNoFindingsInAnyTheme(page: Page): Promise<void> {
  for (const theme of THEMES) {
    await page.evaluate(
      name =>
        window.jupyterapp.commands.execute('apputils:change-theme', {
          theme: name
        }),
      theme
    );
    await expect(page.locator('body')).toHaveAttribute(
      'data-jp-theme-name',
      theme
    );
    await expectNoFindings(page, '#hpclab-session');
  }
}
