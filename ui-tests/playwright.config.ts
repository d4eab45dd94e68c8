/** Browser tests run one after another: they share the one session whose modules they change. */

import { defineConfig } from '@playwright/test';

import { lab, token } from './support/cluster';

// Only Chromium's part of Debian can be had everywhere; its own services are of no use to a test.
const CHROMIUM = '/usr/bin/chromium';
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync'
];

const labUrl = new URL(lab().url);

export default defineConfig({
  testDir: 'tests',
  reporter: [['list']],
  timeout: 90_000,
  expect: { timeout: 15_000 },
  workers: 1,
  retries: 0,
  use: {
    baseURL: labUrl.href.replace(/\/lab$/, ''),
    extraHTTPHeaders: { Authorization: `token ${token()}` },
    launchOptions: { executablePath: CHROMIUM, args: QUIET },
    viewport: { width: 1280, height: 900 },
    permissions: ['clipboard-read', 'clipboard-write'],
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    video: 'off'
  }
});
