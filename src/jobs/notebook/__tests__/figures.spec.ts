/** Figures: sbatch's words for what a session has and has used. */

import type { Schemas } from '../../../api/client';
import { figuresOf, figuresOfUse, memoryText, timeText } from '../figures';
import type { Options } from '../../submit/options';

const GB = 1024 ** 3;

const SESSION: Schemas['Session'] = {
  revision: 1,
  in_job: true,
  now: 0,
  account: 'def-alice',
  partition: 'interactive',
  cpus: 4,
  memory: 8 * GB,
  limit: 10_800
};

describe('figuresOf', () => {
  it('has those of the job, and nothing where nothing is known', () => {
    expect(figuresOf(SESSION)).toEqual({
      time: '3:00:00',
      'cpus-per-task': '4',
      mem: '8G',
      account: 'def-alice',
      partition: 'interactive'
    });
    expect(figuresOf(null)).toEqual({});
  });
});

describe('figuresOfUse', () => {
  const used = (peak: number, busy: number): Options =>
    figuresOfUse(SESSION, {
      scope: 'job',
      memory: { used: 0, limit: 8 * GB, peak },
      cpu: { cores: 4, busy }
    });

  it('asks for what was used, with some room', () => {
    expect(used(4 * GB, 1.2)).toMatchObject({
      mem: '5G',
      'cpus-per-task': '2'
    });
  });

  it('asks for no less than a kernel needs, and no more than the session has', () => {
    expect(used(1, 0)).toMatchObject({ mem: '512M', 'cpus-per-task': '1' });
    expect(used(7.9 * GB, 9)).toMatchObject({
      mem: '8G',
      'cpus-per-task': '4'
    });
  });

  it('is what the session has where nobody knows what was used', () => {
    expect(figuresOfUse(SESSION, null)).toEqual(figuresOf(SESSION));
  });
});

it.each([
  [30, '0:01:00'],
  [5400, '1:30:00'],
  [86_400 * 2 + 3600, '2-01:00:00']
])('writes %d seconds as %s', (seconds, text) => {
  expect(timeText(seconds)).toBe(text);
});

it.each([
  [GB * 1.5, '1536M'],
  [GB * 2, '2G'],
  [1, '1M']
])('writes %d bytes as %s', (bytes, text) => {
  expect(memoryText(bytes)).toBe(text);
});
