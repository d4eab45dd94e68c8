/** Applications: each opened for real in an environment of its own, used, left, found again, and stopped. */

import type { BrowserContext, Locator, Page } from '@playwright/test';

import { galata } from '@jupyterlab/galata';
import type { components } from '../../src/api/schema';
import { Api, expect, openPanel, test } from '../support/fixtures';

type App = components['schemas']['App'];
type ModuleState = components['schemas']['ModuleState'];

/** How long an application may take until its page can be used. */
const STARTS = { timeout: 120_000 };

/** An application's tile in the Session panel, and the page that it opens. */
class Tile {
  constructor(
    readonly title: string,
    private readonly _panel: Locator,
    private readonly _context: BrowserContext,
    private readonly _page: Page
  ) {}

  /** Open the application in a new tab of the browser. */
  async open(): Promise<Page> {
    const opened = this._context.waitForEvent('page');
    await this._button('Open').click();
    return opened;
  }

  /** Close its tab and open it again: it has gone on meanwhile. */
  async reopen(tab: Page): Promise<Page> {
    await tab.close();
    await expect(this._state('running')).toBeVisible();
    return this.open();
  }

  /** Stop it, once that was confirmed. */
  async stop(): Promise<void> {
    await this._button('Stop').click();
    await this._page
      .getByRole('dialog')
      .getByRole('button', { name: 'Stop' })
      .click();
    await expect(this._button('Stop')).toHaveCount(0, { timeout: 45_000 });
    await expect(this._state('running')).toHaveCount(0);
  }

  private _button(action: string): Locator {
    return this._panel.getByRole('button', {
      name: new RegExp(`^${action} ${this.title}…?$`)
    });
  }

  private _state(word: string): Locator {
    return this._panel
      .getByRole('listitem')
      .filter({ hasText: this.title })
      .getByText(word);
  }
}

/** The modules that an application runs with, as `module -t list` names them. */
async function modulesOf(api: Api, name: string): Promise<string[]> {
  const { apps } = await api.get<{ apps: App[] }>('apps');
  const own = apps.find(app => app.name === name)?.modules ?? [];
  const { loaded } = await api.get<ModuleState>('modules');
  return [...new Set([...loaded.map(each => each.full_name), ...own])].sort();
}

/** A text's words, sorted. */
function words(text: string): string[] {
  return text.trim().split(/\s+/).sort();
}

/** Type a line into a terminal until modules are listed: its shell may not listen yet. */
async function typeUntil(
  app: Page,
  terminal: Locator,
  line: string,
  effect: () => Promise<string>
): Promise<void> {
  await expect(async () => {
    await terminal.click({ position: { x: 200, y: 100 }, timeout: 5_000 });
    await app.keyboard.type(line);
    await app.keyboard.press('Enter');
    await expect.poll(effect, { timeout: 5_000 }).toContain('/');
  }).toPass({ timeout: 60_000 });
}

/** Run a command of VS Code's palette. */
async function command(app: Page, title: string): Promise<void> {
  await app.keyboard.press('F1');
  await app.keyboard.type(title);
  await expect(
    app.getByRole('option', { name: new RegExp(`^${title}`) }).first()
  ).toBeVisible();
  await app.keyboard.press('Enter');
}

test.describe('Applications', () => {
  test.setTimeout(150_000);

  test('OpenRefine makes a project of a table, from another environment', async ({
    page,
    api,
    context
  }) => {
    const before = await api.get<ModuleState>('modules');
    const panel = await openPanel(page, 'Session');
    await expect(panel).toContainText(/with openrefine\/\S+, StdEnv\/2020/);
    const tile = new Tile('OpenRefine', panel, context, page);
    let app = await tile.open();
    await expect(app.locator('input[name=upload]')).toBeVisible(STARTS);
    const after = await api.get<ModuleState>('modules');
    expect(after.loaded).toEqual(before.loaded);
    expect(after.generation).toBe(before.generation);
    await expect(panel).toContainText(/running .*with openrefine\/\S+, StdEnv/);

    await app.locator('input[name=upload]').setInputFiles({
      name: 'stars.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('star,light years\nSirius,8.6\nVega,25\n')
    });
    await app.getByRole('button', { name: 'Next' }).first().click();
    await app
      .getByRole('button', { name: /Create project/i })
      .click({ timeout: 30_000 });
    // The preview shows the table too: the project has an address of its own.
    await app.waitForURL(/project\?project=\d+/, { timeout: 30_000 });
    await expect(app.getByText('Sirius')).toBeVisible({ timeout: 30_000 });

    const project = app.url();
    app = await tile.reopen(app);
    await expect(app.locator('input[name=upload]')).toBeVisible(STARTS);
    await app.goto(project);
    await expect(app.getByText('Vega')).toBeVisible({ timeout: 30_000 });
    await tile.stop();
  });

  test('VS Code edits a file, and its terminal has the modules of its tile', async ({
    page,
    api,
    context,
    tmpPath
  }) => {
    const file = 'modules.txt'; // in the file browser's folder, which it opens
    const text = (): Promise<string> => api.file(`${tmpPath}/${file}`);
    const panel = await openPanel(page, 'Session');
    const tile = new Tile('VS Code', panel, context, page);
    let app = await tile.open();
    await app.getByRole('button', { name: 'Yes, I trust' }).click(STARTS);

    await command(app, 'Terminal: Create New Terminal');
    const terminal = app.locator('.terminal.xterm').last();
    await typeUntil(app, terminal, `module -t list 2> ${file}`, text);
    expect(words(await text())).toEqual(
      await modulesOf(api, 'vscode')
    );

    await app.getByRole('treeitem', { name: file }).dblclick();
    await expect(app.getByRole('tab', { name: file })).toBeVisible();
    await app.locator('.monaco-editor .view-line').first().click();
    await app.keyboard.press('Control+Home');
    await app.keyboard.type('edited ');
    await app.keyboard.press('Control+S');
    await expect.poll(text).toContain('edited ');

    app = await tile.reopen(app);
    await expect(app.getByRole('treeitem', { name: file })).toBeVisible(STARTS);
    await tile.stop();
  });

  test('The desktop shows a terminal that has the modules', async ({
    page,
    api,
    context
  }) => {
    const file = 'desktop-modules.txt';
    await api.deleteFile(file);
    const panel = await openPanel(page, 'Session');
    const tile = new Tile('Desktop', panel, context, page);
    let app = await tile.open();
    const canvas = app.locator('canvas');
    await expect(canvas).toBeVisible(STARTS);
    await typeUntil(app, canvas, `module -t list 2> ${file}`, () => api.file(file));
    expect(words(await api.file(file))).toEqual(
      await modulesOf(api, 'desktop')
    );

    app = await tile.reopen(app);
    await expect(app.locator('canvas')).toBeVisible(STARTS);
    await tile.stop();
    await api.deleteFile(file);
  });

  test('RStudio (a stand-in for its server) runs the R of the module that it loads', async ({
    page,
    api,
    context
  }) => {
    const panel = await openPanel(page, 'Session');
    await expect(panel).toContainText(/with rstudio-server\/\S+-stand-in, R\//);
    const tile = new Tile('RStudio', panel, context, page);
    let app = await tile.open();
    await app
      .getByLabel('Expression')
      .fill('cat(Sys.which("R"), R.version$language)', STARTS);
    await app.getByRole('button', { name: 'Run' }).click();
    await expect(app.getByRole('log')).toContainText(/\/R\/4\.2\.2\/bin\/R R/);

    await api.post('modules/load', { modules: ['GCC'] });
    await expect(panel).toContainText('It runs with other modules than those');
    app = await tile.reopen(app);
    await expect(app.getByLabel('Expression')).toBeVisible(STARTS);
    await tile.stop();
  });
});

test.describe('An application in a tab of JupyterLab', () => {
  test.use({
    mockSettings: {
      ...galata.DEFAULT_SETTINGS,
      'hpclab:apps': { openIn: 'jupyterlab-tab' }
    }
  });

  test('opens from the Launcher, and is listed among what runs', async ({
    page
  }) => {
    await page
      .locator('.jp-LauncherCard')
      .filter({ hasText: 'RStudio' })
      .click();
    const inside = page.frameLocator('iframe[title="RStudio"]');
    await expect(inside.getByLabel('Expression')).toBeVisible(STARTS);

    await page.getByRole('tab', { name: 'Running Terminals' }).click();
    const listed = page
      .getByRole('region', { name: 'Applications Section' })
      .getByTitle(/^RStudio: running/);
    await expect(listed).toBeVisible();
    await page.activity.closePanel('RStudio');
    await expect(page.locator('iframe[title="RStudio"]')).toHaveCount(0);
    await listed.click();
    await expect(inside.getByLabel('Expression')).toBeVisible(STARTS);
  });
});
