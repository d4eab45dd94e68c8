/** The stages before the end, for time limits and settings of all kinds. */

import { IEndingOptions, nearnessOf, stageAt, stagesOf } from '../stages';

const HOUR = 3600;
const OPTIONS: IEndingOptions = { warnMinutes: [30, 10, 2], saves: true };

const moments = (limit: number | null, options = OPTIONS): number[] =>
  stagesOf(limit, options).map(({ at }) => at);

describe('stagesOf', () => {
  it('has the warnings in their order, and saves at the last', () => {
    expect(
      stagesOf(8 * HOUR, { warnMinutes: [2, 30, 10], saves: true })
    ).toEqual([
      { at: 1800, warns: true, saves: false },
      { at: 600, warns: true, saves: false },
      { at: 120, warns: true, saves: true }
    ]);
  });

  it.each([
    [2 * HOUR, [600, 120]],
    [2 * HOUR + 60, [1800, 600, 120]],
    [40 * 60, [120]]
  ])('leaves out what is no news for a limit of %d s', (limit, expected) => {
    expect(moments(limit)).toEqual(expected);
  });

  it('still saves in a job that is too short for a warning', () => {
    expect(stagesOf(180, OPTIONS)).toEqual([
      { at: 45, warns: false, saves: true }
    ]);
  });

  it('saves without warnings, warns without saving, or does neither', () => {
    expect(stagesOf(8 * HOUR, { warnMinutes: [], saves: true })).toEqual([
      { at: 120, warns: false, saves: true }
    ]);
    expect(stagesOf(8 * HOUR, { warnMinutes: [5], saves: false })).toEqual([
      { at: 300, warns: true, saves: false }
    ]);
    expect(moments(8 * HOUR, { warnMinutes: [], saves: false })).toEqual([]);
  });

  it('takes equal warnings for one, and none that make no sense', () => {
    const options = { warnMinutes: [10, 10, 0, -5], saves: false };
    expect(moments(8 * HOUR, options)).toEqual([600]);
  });

  it('has none without a limit', () => {
    expect(moments(null)).toEqual([]);
    expect(moments(0)).toEqual([]);
  });
});

describe('stageAt', () => {
  const stages = stagesOf(8 * HOUR, OPTIONS);

  it.each([
    [1801, undefined],
    [1800, 1800],
    [601, 1800],
    [600, 600],
    [119, 120],
    [0, 120]
  ])('with %d s left', (timeLeft, expected) => {
    expect(stageAt(timeLeft, stages)?.at).toBe(expected);
  });

  it('saves also where the stage for that was passed by', () => {
    const late = stagesOf(8 * HOUR, { warnMinutes: [1], saves: true });
    expect(stageAt(50, late)).toEqual({ at: 60, warns: true, saves: true });
  });
});

describe('nearnessOf', () => {
  it.each([
    [1801, 'far'],
    [1800, 'near'],
    [121, 'near'],
    [120, 'last']
  ])('with %d s left', (timeLeft, expected) => {
    expect(nearnessOf(timeLeft, 8 * HOUR, OPTIONS)).toBe(expected);
  });

  it('is far without a warning', () => {
    expect(nearnessOf(10, 180, OPTIONS)).toBe('far');
    expect(nearnessOf(10, null, OPTIONS)).toBe('far');
  });
});
