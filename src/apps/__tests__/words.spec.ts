/** What an application does, in words. */

import { nullTranslator } from '@jupyterlab/translation';

import { App, Errand } from '../model';
import { describeBriefly, describeState } from '../words';
import { app } from './examples';

const trans = nullTranslator.load('hpclab');
const NOW = 1_795_178_000;

describe('describeState', () => {
  it.each<[Partial<App>, Errand | undefined, string]>([
    [{}, undefined, 'stopped'],
    [
      {
        modules: ['StdEnv/2020', 'openrefine/3.6.2'],
        changes: ['StdEnv/2020']
      },
      undefined,
      'with openrefine/3.6.2, StdEnv/2020'
    ],
    [{}, 'start', 'starting'],
    [{ state: 'starting' }, undefined, 'starting'],
    [
      { state: 'starting', stage: 'loading' },
      'start',
      'starting · loads its modules'
    ],
    [{ state: 'starting', stage: 'launching' }, undefined, 'starting'],
    [
      { state: 'starting', stage: 'waiting' },
      undefined,
      'starting · waits for its page'
    ],
    [{ state: 'running', stage: 'stopping' }, undefined, 'stopping'],
    [{ state: 'running', started_at: NOW - 750 }, undefined, 'running 12 min'],
    [
      {
        state: 'running',
        started_at: NOW - 750,
        modules: ['StdEnv/2020', 'openrefine/3.6.2'],
        changes: ['StdEnv/2020']
      },
      undefined,
      'running 12 min · with openrefine/3.6.2, StdEnv/2020'
    ],
    [
      { state: 'starting', stage: 'waiting', modules: ['R/4.2.2'] },
      undefined,
      'starting · waits for its page · with R/4.2.2'
    ],
    [{ state: 'running', started_at: NOW - 20 }, undefined, 'running'],
    [{ state: 'running', started_at: NOW + 90 }, undefined, 'running'],
    [{ state: 'running', started_at: null }, undefined, 'running'],
    [{ state: 'running', started_at: NOW - 750 }, 'stop', 'stopping'],
    [{ state: 'running', started_at: NOW - 750 }, 'restart', 'restarting'],
    [{ state: 'failed' }, undefined, 'failed'],
    [{ state: 'unavailable' }, undefined, 'not installed here']
  ])('says %j with errand %s as %s', (changes, errand, words) => {
    const described = describeState(
      app('openrefine', 'OpenRefine', changes),
      errand,
      NOW,
      trans
    );
    expect(described.text).toBe(words);
  });
});

describe('describeBriefly', () => {
  const own = { modules: ['openrefine/3.6.2'], changes: [] };

  it.each<[Partial<App>, Errand | undefined, string]>([
    [{ state: 'starting', stage: 'waiting', ...own }, undefined, 'starting'],
    [{ state: 'running', started_at: NOW - 20, ...own }, undefined, 'running'],
    [{ state: 'running', started_at: NOW - 750, ...own }, undefined, '12 min'],
    [{ state: 'running', started_at: NOW - 750 }, 'restart', 'restarting'],
    [{ state: 'running', stage: 'stopping' }, undefined, 'stopping']
  ])('says %j with errand %s as %s', (changes, errand, words) => {
    const openrefine = app('openrefine', 'OpenRefine', changes);
    expect(describeBriefly(openrefine, errand, NOW, trans)).toBe(words);
  });
});
