/** The countdown, with clocks that run, sleep and jump. */

import { Countdown } from '../countdown';

describe('Countdown', () => {
  /** Seconds by which the wall clock was set, or ran on while the steady one slept. */
  let shift: number;
  let countdown: Countdown;
  let ticks: number;

  beforeEach(() => {
    jest.useFakeTimers();
    shift = 0;
    countdown = new Countdown({
      steady: () => performance.now() / 1000,
      wall: () => Date.now() / 1000 + shift
    });
    ticks = 0;
    countdown.ticked.connect(() => {
      ticks += 1;
    });
  });

  afterEach(() => {
    countdown.dispose();
    jest.useRealTimers();
  });

  const pass = (seconds: number): void => {
    jest.advanceTimersByTime(seconds * 1000);
  };

  it('counts from one answer', () => {
    countdown.set(3600);
    pass(90);
    expect(countdown.timeLeft).toBeCloseTo(3510, 3);
  });

  it('never goes below nothing', () => {
    countdown.set(5);
    pass(10);
    expect(countdown.timeLeft).toBe(0);
  });

  it('knows no time left without a limit', () => {
    countdown.set(null);
    countdown.isRunning = true;
    pass(120);
    expect(countdown.timeLeft).toBeNull();
    expect(ticks).toBe(2);
  });

  it('ticks each minute, and each second in the last ten minutes', () => {
    countdown.set(720.5);
    countdown.isRunning = true;
    ticks = 0;
    pass(121);
    expect(ticks).toBe(3);
    ticks = 0;
    pass(10);
    expect(ticks).toBe(10);
  });

  it('does not tick while nobody looks', () => {
    countdown.set(300);
    ticks = 0;
    pass(60);
    expect(ticks).toBe(0);
  });

  it('follows the wall clock after the computer slept, and says so once', () => {
    let slept = 0;
    countdown.slept.connect(() => {
      slept += 1;
    });
    countdown.set(3600);
    countdown.isRunning = true;
    pass(60);
    shift = 1800;
    pass(120);
    expect(countdown.timeLeft).toBeCloseTo(3600 - 1800 - 180, 0);
    expect(slept).toBe(1);
    countdown.set(1600);
    expect(countdown.timeLeft).toBe(1600);
  });

  it('does not take the time between two looks at a clock for sleep', () => {
    let reading = 0;
    const real = new Countdown({
      steady: () => (reading += 1e-6),
      wall: () => (reading += 1e-6)
    });
    let slept = 0;
    real.slept.connect(() => {
      slept += 1;
    });
    real.set(300);
    real.isRunning = true;
    jest.advanceTimersByTime(60_000);
    expect(slept).toBe(0);
    real.dispose();
  });

  it('does not mind when somebody sets the clock back', () => {
    countdown.set(3600);
    pass(60);
    shift = -7200;
    expect(countdown.timeLeft).toBeCloseTo(3540, 3);
  });
});
