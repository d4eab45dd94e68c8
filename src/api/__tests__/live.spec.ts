/** Freshness: what is asked, and when nothing is. */

import { ApiError } from '../client';
import { Live } from '../live';

/** Pretend that the browser's tab is hidden or shown. */
function setHidden(hidden: boolean): void {
  Object.defineProperty(document, 'hidden', {
    value: hidden,
    configurable: true
  });
  Object.defineProperty(document, 'visibilityState', {
    value: hidden ? 'hidden' : 'visible',
    configurable: true
  });
  document.dispatchEvent(new Event('visibilitychange'));
}

describe('Live', () => {
  let asked: number;
  let live: Live<number>;
  let ask: () => Promise<number>;

  beforeEach(() => {
    jest.useFakeTimers();
    asked = 0;
    ask = () => Promise.resolve(++asked);
    live = new Live({ name: 'test', ask: () => ask() });
  });

  afterEach(() => {
    live.dispose();
    setHidden(false);
    jest.useRealTimers();
  });

  const pass = (seconds: number): Promise<void> =>
    jest.advanceTimersByTimeAsync(seconds * 1000);

  it('asks nothing while nobody looks', async () => {
    await pass(3600);
    expect(asked).toBe(0);
  });

  it('asks at once, and then at the pace of those who look', async () => {
    const slow = live.watch({ every: 60 });
    await pass(1);
    expect(asked).toBe(1);
    await pass(60);
    expect(asked).toBe(2);
    const fast = live.watch({ every: 10 });
    await pass(35);
    expect(asked).toBe(5);
    fast.dispose();
    slow.dispose();
    await pass(3600);
    expect(asked).toBe(5);
  });

  it('does not ask again when somebody looks soon after another', async () => {
    live.watch({ every: 60 }).dispose();
    await pass(1);
    live.watch({ every: 60 });
    await pass(1);
    expect(asked).toBe(1);
  });

  it('rests while the tab is hidden, and asks when it is seen again', async () => {
    live.watch({ every: 10 });
    await pass(1);
    setHidden(true);
    // A poll in JupyterLab lingers for one more question.
    await pass(600);
    const before = asked;
    expect(before).toBeLessThanOrEqual(2);
    setHidden(false);
    await pass(0);
    expect(asked).toBe(before + 1);
  });

  it('goes on in a hidden tab for who waits for something', async () => {
    setHidden(true);
    live.watch({ every: 2, evenHidden: true });
    await pass(9);
    expect(asked).toBeGreaterThanOrEqual(4);
  });

  it('keeps in a hidden tab to the pace of who goes on there', async () => {
    live.watch({ every: 10 });
    live.watch({ every: Infinity, evenHidden: true });
    await pass(1);
    setHidden(true);
    await pass(600);
    expect(asked).toBe(1);
    live.invalidate();
    await pass(1);
    expect(asked).toBe(2);
    setHidden(false);
    await pass(11);
    expect(asked).toBe(3);
  });

  it('asks anew when told of a change, also for one during a question', async () => {
    live.watch({ every: 60 });
    await pass(1);
    live.invalidate();
    live.invalidate();
    live.invalidate();
    await pass(1);
    expect(asked).toBe(3);
  });

  it('keeps a change in mind until somebody looks', async () => {
    live.watch({ every: 60 }).dispose();
    await pass(1);
    live.invalidate();
    await pass(1);
    expect(asked).toBe(1);
    live.watch({ every: 60 });
    await pass(1);
    expect(asked).toBe(2);
  });

  it('keeps the last answer when one fails, and says why', async () => {
    await live.refresh();
    ask = () =>
      Promise.reject(new ApiError(503, 'slurm_unavailable', 'No.', null));
    await live.refresh();
    expect(live.value).toBe(1);
    expect(live.error?.code).toBe('slurm_unavailable');
  });

  it('asks less and less often while it fails', async () => {
    let attempts = 0;
    ask = () => {
      attempts += 1;
      return Promise.reject(new Error('down'));
    };
    live.watch({ every: 10 });
    await pass(3600);
    expect(attempts).toBeLessThan(200);
    expect(attempts).toBeGreaterThan(5);
  });
});
