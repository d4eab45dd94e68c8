/**
 * Opens the Software panel and types into its search box, in a real Chromium: `node browser.mjs URL TIMES`.
 *
 * Prints JSON: milliseconds from the click that opens the panel to its first painted list, and from each key to
 * the painted list that follows it. The browser draws as soon as there is something to draw, not at the pace of
 * a screen: what is measured is work, not the wait for the next picture.
 */

import { createRequire } from 'node:module';

const require = createRequire(
  new URL('../ui-tests/package.json', import.meta.url)
);
const { chromium } = require('playwright-core');

const CHROMIUM = '/usr/bin/chromium';
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-frame-rate-limit',
  '--disable-gpu-vsync'
];

/** What people look for: names, versions, parts, extensions, prose; and what isn't there. */
const QUERIES = [
  'gdal',
  'python/3.11',
  'scipy',
  'c++',
  'r',
  'openmpi 4.1',
  'numpy',
  'gromacs',
  'molecular dyn',
  'gcc/12',
  'nosuchthing'
];

/** Milliseconds in which all that follows a key or a click has happened. */
const SETTLED = 150;
const PATIENCE = 120_000;

const [url, times] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: CHROMIUM,
  args: ARGUMENTS
});
try {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 }
  });
  await context.addInitScript(watch);
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  await open(page); // fills the browser's cache
  const opening = [];
  for (let turn = 0; turn < Number(times); turn += 1) {
    opening.push(await open(page));
  }
  const keys = await type(page);
  console.log(JSON.stringify({ opening, keys }));
} finally {
  await browser.close();
}

/** Open the panel on a fresh page; the milliseconds until there is a list. */
async function open(page) {
  await page.goto(`${url}&reset`);
  const tab = page.getByRole('tab', { name: 'Software', exact: true });
  await tab.waitFor();
  await page.waitForTimeout(2_000); // JupyterLab starts much once it is shown
  await page.evaluate(() => window.hpclabWatch.begin('click'));
  await tab.click();
  await page
    .getByRole('list', { name: 'Software' })
    .getByRole('listitem')
    .first()
    .waitFor();
  await page.waitForTimeout(SETTLED);
  return page.evaluate(() => window.hpclabWatch.firstList());
}

/** Type every query letter by letter; the milliseconds of each key. */
async function type(page) {
  const box = page.getByRole('searchbox', { name: 'Search software' });
  await box.click();
  const measured = [];
  for (const query of QUERIES) {
    for (const letter of query) {
      measured.push(await press(page, letter === ' ' ? 'Space' : letter));
    }
    await page.keyboard.press('Control+a');
    measured.push(await press(page, 'Backspace'));
  }
  return measured;
}

/** Press a key; the milliseconds until all that it changes is painted. */
async function press(page, key) {
  await page.evaluate(() => window.hpclabWatch.begin('keydown'));
  await page.keyboard.press(key);
  await page.waitForTimeout(SETTLED);
  return page.evaluate(() => window.hpclabWatch.last());
}

/** In the page: notes when something begins, and when what changes after it in the panel is painted. */
function watch() {
  let began = 0;
  let painted = 0;
  let listed = 0;
  const afterPaint = done =>
    requestAnimationFrame(() => {
      // Runs before the picture is drawn; a message sent now arrives after it.
      const channel = new MessageChannel();
      channel.port1.onmessage = () => done(performance.now());
      channel.port2.postMessage(null);
    });
  const isSpoken = node =>
    (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement)?.closest(
      '[aria-live], [role="status"]'
    );
  const panel = () =>
    document.querySelector('[role="region"][aria-label="Software"]');
  const observer = new MutationObserver(records => {
    const region = panel();
    if (
      !region ||
      !records.some(
        ({ target }) => region.contains(target) && !isSpoken(target)
      )
    ) {
      return;
    }
    const hasList = region.querySelector('[role="listitem"]') !== null;
    afterPaint(now => {
      painted = now;
      if (hasList && !listed) {
        listed = now;
      }
    });
  });
  document.addEventListener('DOMContentLoaded', () =>
    observer.observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
      attributes: true
    })
  );
  window.hpclabWatch = {
    begin: kind => {
      began = painted = listed = 0;
      document.addEventListener(
        kind,
        event => {
          began = event.timeStamp;
          afterPaint(now => {
            painted = Math.max(painted, now);
          });
        },
        { capture: true, once: true }
      );
    },
    firstList: () => listed - began,
    last: () => painted - began
  };
}
