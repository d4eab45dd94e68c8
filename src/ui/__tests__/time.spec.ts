/** Spans and points of time in words. */

import { nullTranslator } from '@jupyterlab/translation';

import { formatDuration, formatMoment, formatTimeLeft } from '../time';

const trans = nullTranslator.load('hpclab');

describe('formatDuration', () => {
  it.each([
    [-5, '0 min'],
    [59, '0 min'],
    [60, '1 min'],
    [3599, '59 min'],
    [3600, '1 h'],
    [6420, '1 h 47 min'],
    [86399, '23 h 59 min'],
    [86400, '1 d'],
    [93784, '1 d 2 h']
  ])('says %d s as %s', (seconds, words) => {
    expect(formatDuration(seconds, trans)).toBe(words);
  });
});

describe('formatTimeLeft', () => {
  it.each([
    [6420.9, '1 h 47 min'],
    [600, '10 min'],
    [599.9, '9 min 59 s'],
    [572, '9 min 32 s'],
    [59.2, '59 s'],
    [0, '0 s'],
    [-3, '0 s']
  ])('says %p as %s', (seconds, words) => {
    expect(formatTimeLeft(seconds, trans)).toBe(words);
  });
});

describe('formatMoment', () => {
  const at = (day: number, hour: number, minute: number): number =>
    new Date(2026, 10, day, hour, minute).getTime() / 1000;

  it.each([
    [at(20, 14, 5), 'today 14:05'],
    [at(20, 23, 59), 'today 23:59'],
    [at(21, 0, 0), 'tomorrow 00:00'],
    [at(23, 14, 5), /^Mon,? 23 Nov 14:05$/]
  ])('says %d in relation to now', (when, words) => {
    expect(formatMoment(when, at(20, 12, 0), trans)).toMatch(words);
  });
});
