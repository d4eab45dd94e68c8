/**
 * Lists and scrolls a large queue in a real Chromium: `node queue.mjs URL TIMES`.
 *
 * Prints JSON: milliseconds from the click on "All queues" to its painted list, of each fresh page, the longest
 * wait of the server's event loop meanwhile, and what is between two pictures as the list is scrolled through.
 */

import { createRequire } from 'node:module';

const require = createRequire(
  new URL('../ui-tests/package.json', import.meta.url)
);
const { chromium } = require('playwright-core');

const CHROMIUM = '/usr/bin/chromium';
const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-quic'];
const PATIENCE = 120_000;
/** Milliseconds. */
const SCROLLED = 4_000;
/** Milliseconds after which Slurm is asked again: both lists, one question in 15 seconds. */
const OUTDATED = 31_000;

const [url, times] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: CHROMIUM,
  args: ARGUMENTS
});
try {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 }
  });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  const listed = [];
  const waits = [];
  for (let turn = 0; turn <= Number(times); turn += 1) {
    await open(page);
    await watched(page); // what opening the page took isn't meant
    listed.push(await list(page));
    waits.push(await watched(page));
  }
  // The first page fills the browser's cache.
  console.log(
    JSON.stringify({
      listed: listed.slice(1),
      waits: waits.slice(1),
      frames: await scroll(page)
    })
  );
} finally {
  await browser.close();
}

/** Open the Jobs tab on a fresh page, when the queue that the server knows has become too old. */
async function open(page) {
  await page.waitForTimeout(OUTDATED);
  await page.goto(`${url}&reset`);
  await page.waitForFunction(() => window.jupyterapp?.restored);
  await page.evaluate(() => window.jupyterapp.commands.execute('hpclab:open-jobs'));
  await page.getByRole('button', { name: 'All queues' }).waitFor();
  await page.waitForTimeout(2_000); // JupyterLab starts much once it is shown
}

/** The longest wait of the server's event loop since this was asked before, in milliseconds. */
async function watched(page) {
  const response = await page.request.get(
    new URL('/benchmarks/probe', url).href,
    { headers: { Authorization: `token ${new URL(url).searchParams.get('token')}` } }
  );
  return (await response.json()).longest_wait * 1000;
}

/** Click; the milliseconds until everybody's jobs are painted. */
async function list(page) {
  const all = page.getByRole('button', { name: 'All queues' });
  const taken = all.evaluate(
    element =>
      new Promise(resolve => {
        element.addEventListener(
          'click',
          ({ timeStamp }) => {
            const look = now =>
              document.querySelector('.hpclab-JobRow') &&
              element.getAttribute('aria-pressed') === 'true' &&
              /\d{2},\d{3} jobs/.test(
                document.querySelector('.hpclab-Jobs-selection')?.textContent ?? ''
              )
                ? resolve(now - timeStamp)
                : requestAnimationFrame(look);
            requestAnimationFrame(look);
          },
          { capture: true, once: true }
        );
      })
  );
  await all.click();
  return taken;
}

/** Scroll steadily; the milliseconds between the pictures. */
function scroll(page) {
  return page.evaluate(
    seconds =>
      new Promise(resolve => {
        const list = document.querySelector(
          '.hpclab-JobList .hpclab-VirtualList'
        );
        const frames = [];
        const began = performance.now();
        let last = began;
        const step = now => {
          frames.push(now - last);
          last = now;
          list.scrollTop += 90;
          if (now - began < seconds) {
            requestAnimationFrame(step);
          } else {
            resolve(frames.slice(2));
          }
        };
        requestAnimationFrame(step);
      }),
    SCROLLED
  );
}
