/** What was used beside what was asked for, and what to ask for next time. */

import { nullTranslator } from '@jupyterlab/translation';

import { efficiencyOf, hintsFor, slurmMemory, slurmTime } from '../efficiency';
import { GB, pastJob } from './examples';

const trans = nullTranslator.load('hpclab');

describe('Efficiency', () => {
  it('is what was used of what was asked for', () => {
    expect(efficiencyOf(pastJob())).toEqual({
      cpu: 0.9,
      memory: 0.75,
      time: 0.25
    });
  });

  it('is unknown where nothing was measured', () => {
    const job = pastJob({ cpu_time: null, peak_memory: null, limit: null });
    expect(efficiencyOf(job)).toEqual({ cpu: null, memory: null, time: null });
    expect(hintsFor(job, trans)).toEqual([]);
  });
});

describe('The hints', () => {
  it('say nothing where what was asked for fitted', () => {
    expect(hintsFor(pastJob({ limit: 5400 }), trans)).toEqual([]);
  });

  it.each([
    [{ limit: 5400, peak_memory: GB }, '--mem=1300M would do'],
    [{ limit: 5400, cpu_time: 3600 }, '1 of its 4 cores'],
    [{}, 'With --time=1:30:00'],
    [{ state: 'OUT_OF_MEMORY' }, 'Try --mem=12G'],
    [{ state: 'TIMEOUT', limit: 3600 }, 'Ask for more (--time)']
  ])('for %j', (changes, words) => {
    expect(hintsFor(pastJob(changes), trans)).toEqual([
      expect.stringContaining(words)
    ]);
  });

  it('say nothing of a job that was too short to tell', () => {
    expect(hintsFor(pastJob({ elapsed: 5 }), trans)).toEqual([]);
  });
});

describe('Amounts for Slurm', () => {
  it.each([
    [50 * 1024 ** 2, '100M'],
    [1.5 * GB, '1600M'],
    [5.2 * GB, '6G']
  ])('%d bytes', (bytes, text) => {
    expect(slurmMemory(bytes)).toBe(text);
  });

  it.each([
    [61, '0:05:00'],
    [3600, '1:00:00'],
    [5000, '1:30:00'],
    [90000, '25:00:00']
  ])('%d seconds', (seconds, text) => {
    expect(slurmTime(seconds)).toBe(text);
  });
});
