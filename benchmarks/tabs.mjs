/**
 * Keeps JupyterLab open in Chromium until it is told to end: `node tabs.mjs URL COUNT session|jobs|hidden`.
 *
 * Prints a line when every tab is there, and ends when its standard input does. A hidden page is one that is
 * told so: the browser has no window that could be covered.
 */

import { createRequire } from 'node:module';

const require = createRequire(
  new URL('../ui-tests/package.json', import.meta.url)
);
const { chromium } = require('playwright-core');

const CHROMIUM = '/usr/bin/chromium';
const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--no-first-run'];
const PATIENCE = 240_000;

const [url, count, mode] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: CHROMIUM,
  args: ARGUMENTS
});
try {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 }
  });
  for (let number = 0; number < Number(count); number += 1) {
    await open(context, number);
  }
  console.log('open');
  process.stdin.resume();
  await new Promise(resolve => process.stdin.once('end', resolve));
} finally {
  await browser.close();
}

/** Open one tab, with a workspace of its own, as JupyterLab gives each. */
async function open(context, number) {
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  const own = url.replace('/lab?', `/lab/workspaces/tab${number}?reset&`);
  await page.goto(own);
  await page.getByRole('tab', { name: 'Session', exact: true }).click();
  await page
    .getByRole('region', { name: 'Session', exact: true })
    .getByRole('timer')
    .waitFor();
  if (mode === 'jobs') {
    await page.getByRole('button', { name: 'Open jobs' }).first().click();
    await page.getByRole('region', { name: 'Jobs', exact: true }).waitFor();
  }
  if (mode === 'hidden') {
    await page.evaluate(hide);
  }
}

/** Tell the page that nobody sees it. */
function hide() {
  const told = { hidden: true, visibilityState: 'hidden' };
  for (const [name, value] of Object.entries(told)) {
    Object.defineProperty(document, name, { get: () => value });
  }
  document.dispatchEvent(new Event('visibilitychange'));
}
