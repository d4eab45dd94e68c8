/**
 * Opens applications in a real Chromium, by a click in JupyterLab and bare: `node apps.mjs DESCRIPTION`.
 *
 * The description is JSON, as `apps.py` writes it. Prints JSON: for each application the milliseconds of each
 * round from the click, and from the bare program's start, until its page is painted and can be used. The
 * sides take turns, each round begins with another one, and the first round isn't counted: it fills caches.
 */

import { spawn } from 'node:child_process';
import { request } from 'node:http';
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
  '--disable-sync'
];
const PATIENCE = 180_000;
/** Milliseconds between two questions whether a bare program answers. */
const PAUSE = 10;

const { url, applications, rounds } = JSON.parse(process.argv[2]);
const browser = await chromium.launch({
  executablePath: CHROMIUM,
  args: ARGUMENTS
});
try {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 }
  });
  context.setDefaultTimeout(PATIENCE);
  const lab = await context.newPage();
  await lab.goto(`${url}&reset`);
  await lab.getByRole('tab', { name: 'Session', exact: true }).click();
  const measured = {};
  for (const application of applications) {
    const clicked = [];
    const bare = [];
    const sides = [
      async () => clicked.push(await click(context, lab, application)),
      async () => bare.push(await startBare(context, application))
    ];
    for (let round = 0; round <= rounds; round += 1) {
      await sides[round % 2]();
      await sides[(round + 1) % 2]();
    }
    measured[application.name] = {
      clicked: clicked.slice(1),
      bare: bare.slice(1)
    };
  }
  console.log(JSON.stringify(measured));
} finally {
  await browser.close();
}

/** Milliseconds from the click on the tile until the application's page can be used; it is stopped then. */
async function click(context, lab, { name, title, usable }) {
  const button = lab.getByRole('button', { name: `Open ${title}`, exact: true });
  await button.waitFor();
  const began = button.evaluate(
    element =>
      new Promise(resolve =>
        element.addEventListener(
          'click',
          event => resolve(performance.timeOrigin + event.timeStamp),
          { capture: true, once: true }
        )
      )
  );
  const opened = context.waitForEvent('page');
  await button.click();
  const page = await opened;
  await page.waitForURL(address => address.pathname.includes('/hpclab/app/'), {
    waitUntil: 'commit'
  });
  const taken = (await whenUsable(page, usable)) - (await began);
  await page.close();
  await lab.evaluate(
    async path => {
      const xsrf = /(?:^|; )_xsrf=([^;]*)/.exec(document.cookie)?.[1] ?? '';
      await fetch(path, { method: 'POST', headers: { 'X-XSRFToken': xsrf } });
    },
    new URL(`/hpclab/v1/apps/${name}/stop`, url).href
  );
  await lab.getByRole('button', { name: `Stop ${title}…` }).waitFor({ state: 'hidden' });
  return taken;
}

/** Milliseconds from the start of the bare program until its page can be used; it is ended then. */
async function startBare(context, { bare, usable }) {
  const page = await context.newPage();
  const began = performance.timeOrigin + performance.now();
  const program = spawn(bare.argv[0], bare.argv.slice(1), {
    detached: true,
    env: bare.environment,
    stdio: 'ignore'
  });
  try {
    while (!(await answers(bare.asked))) {
      await new Promise(resolve => setTimeout(resolve, PAUSE));
    }
    await page.goto(bare.page, { waitUntil: 'commit' });
    return (await whenUsable(page, usable)) - began;
  } finally {
    await page.close();
    await end(program);
  }
}

/** End a program and all that it started; its port is free then. */
async function end(program) {
  while (signal(program, 'SIGTERM')) {
    await new Promise(resolve => setTimeout(resolve, 10 * PAUSE));
  }
}

/** Send a signal to a program's process group; whether there still was one. */
function signal(program, name) {
  try {
    return process.kill(-program.pid, name);
  } catch (error) {
    if (error.code === 'ESRCH') {
      return false;
    }
    throw error;
  }
}

/** Whether there is an answer at an address. */
function answers(address) {
  return new Promise(resolve => {
    const question = request(address, answer => {
      answer.resume();
      resolve(answer.statusCode < 400);
    });
    question.on('error', () => resolve(false));
    question.end();
  });
}

/** When a page shows what it is used by, in milliseconds since 1970, after it was painted. */
async function whenUsable(page, usable) {
  const handle = await page.waitForFunction(
    ({ elements, painted }) => {
      const isShown = selector => {
        const box = document.querySelector(selector)?.getBoundingClientRect();
        return box !== undefined && box.width > 0 && box.height > 0;
      };
      const isPainted = () => {
        const canvas = document.querySelector(painted);
        if (!canvas?.width) {
          return false;
        }
        const { data } = canvas
          .getContext('2d')
          .getImageData(0, 0, canvas.width, canvas.height);
        const pixels = new Uint32Array(data.buffer);
        return new Set(pixels).size > 8;
      };
      if (elements.every(isShown) && (!painted || isPainted())) {
        // The frame in which it is found is painted when the next one begins.
        return new Promise(resolve =>
          requestAnimationFrame(() =>
            resolve(performance.timeOrigin + performance.now())
          )
        );
      }
      return false;
    },
    usable,
    { polling: 'raf' }
  );
  return handle.jsonValue();
}
