/** The watch for the end: what it tells of when, and how often it asks. */

import { Failure, FakeServer } from '../../../api/__tests__/fakeServer';
import { jobSession, jobUsage } from '../../__tests__/examples';
import { Session, SessionModel } from '../../model';
import { EndingWatch } from '../watch';

const MINUTE = 60;
const HOUR = 3600;

describe('EndingWatch', () => {
  let server: FakeServer;
  let model: SessionModel;
  let watch: EndingWatch;
  /** Seconds before the end of each stage told of; null where one was taken back. */
  let told: (number | null)[];
  /** The end of the job, by the fake clock in Unix seconds. */
  let end: number;
  let changes: Partial<Session>;
  let isHidden: boolean;

  const now = (): number => Date.now() / 1000;

  const begin = (timeLeft: number, job: Partial<Session> = {}): void => {
    end = now() + timeLeft;
    changes = { limit: 8 * HOUR, ...job };
    watch = new EndingWatch(model);
    watch.reached.connect((_, stage) => told.push(stage?.at ?? null));
  };

  beforeEach(() => {
    jest.useFakeTimers();
    isHidden = false;
    jest.spyOn(document, 'hidden', 'get').mockImplementation(() => isHidden);
    server = new FakeServer({
      'GET /session': () => jobSession({ time_left: end - now(), ...changes }),
      'GET /session/usage': jobUsage()
    });
    model = new SessionModel(server.client, server.changes);
    told = [];
  });

  afterEach(() => {
    watch.dispose();
    model.dispose();
    jest.useRealTimers();
    jest.restoreAllMocks();
  });

  const pass = (seconds: number): Promise<void> =>
    jest.advanceTimersByTimeAsync(seconds * 1000);
  const questions = (): string[] =>
    server.asked.filter(asked => asked.startsWith('GET /session?'));
  const asked = (): number =>
    server.asked.filter(path => !path.includes('usage')).length;
  const hide = (hidden: boolean): void => {
    isHidden = hidden;
    document.dispatchEvent(new Event('visibilitychange'));
  };
  const sleep = (seconds: number): void => {
    jest.setSystemTime(Date.now() + seconds * 1000);
  };

  it('tells of each stage at its time, once', async () => {
    begin(31 * MINUTE);
    await pass(59);
    expect(told).toEqual([]);
    await pass(2);
    expect(told).toEqual([1800]);
    await pass(20 * MINUTE);
    expect(told).toEqual([1800, 600]);
    await pass(8 * MINUTE);
    expect(told).toEqual([1800, 600, 120]);
    await pass(HOUR);
    expect(told).toEqual([1800, 600, 120]);
  });

  it('asks at its start, and then at most twice in any hour', async () => {
    begin(5 * HOUR);
    await pass(4 * HOUR + 29 * MINUTE);
    expect(asked()).toBe(1);
    await pass(30 * MINUTE + 50);
    expect(told).toEqual([1800, 600, 120]);
    expect(asked()).toBe(3);
    expect(questions()).toHaveLength(2);
  });

  it('takes the answer that all tabs share while hidden, and asks nothing else', async () => {
    begin(5 * HOUR);
    await pass(1);
    model.watch();
    hide(true);
    await pass(5 * HOUR);
    expect(told).toEqual([1800, 600, 120]);
    expect(questions()).toEqual([]);
    expect(asked()).toBe(3);
  });

  it('does not warn where the limit was raised before', async () => {
    begin(2 * HOUR);
    await pass(HOUR);
    end += HOUR;
    await pass(HOUR);
    expect(told).toEqual([]);
    await pass(31 * MINUTE);
    expect(told).toEqual([1800]);
  });

  it('takes a warning back when the limit is raised, and warns again later', async () => {
    begin(11 * MINUTE);
    await pass(2 * MINUTE);
    end += 2 * HOUR;
    server.announce('session');
    await pass(1);
    expect(told).toEqual([1800, 600, null]);
    await pass(2 * HOUR);
    expect(told).toEqual([1800, 600, null, 1800, 600]);
  });

  it('goes back to the stage that a small extension leads to', async () => {
    begin(100);
    await pass(1);
    end += 5 * MINUTE;
    server.announce('session');
    await pass(1);
    expect(told).toEqual([120, 600]);
    await pass(5 * MINUTE);
    expect(told).toEqual([120, 600, 120]);
  });

  it('does not waver where an answer differs by a second', async () => {
    begin(30 * MINUTE);
    await pass(1);
    end += 3;
    server.announce('session');
    await pass(5);
    expect(told).toEqual([1800]);
  });

  it('warns at once when the limit is lowered, also in a hidden tab', async () => {
    begin(5 * HOUR);
    await pass(1);
    hide(true);
    end = now() + 90;
    server.announce('session');
    await pass(1);
    expect(told).toEqual([120]);
  });

  it('tells only of the last stage after the computer slept', async () => {
    begin(2 * HOUR);
    await pass(1);
    sleep(2 * HOUR - 90);
    await pass(61);
    expect(told).toEqual([120]);
  });

  it('trusts its count where the server does not answer', async () => {
    begin(12 * MINUTE, { limit: HOUR });
    await pass(1);
    server.answers['GET /session'] = new Failure(503, {
      code: 'slurm_unavailable',
      message: 'Slurm does not answer.',
      detail: null
    });
    await pass(11 * MINUTE);
    expect(told).toEqual([600, 120]);
  });

  it.each<[string, Partial<Session>]>([
    ['without a limit', { time_left: null, limit: null, end: null }],
    ['outside of a job', { in_job: false, time_left: null, limit: null }]
  ])('says nothing %s', async (_, job) => {
    begin(HOUR, job);
    await pass(2 * HOUR);
    expect(told).toEqual([]);
  });

  it('takes a warning back when the limit is taken away', async () => {
    begin(5 * MINUTE);
    await pass(1);
    changes = { time_left: null, limit: null };
    server.announce('session');
    await pass(1);
    expect(told).toEqual([600, null]);
  });

  it('begins anew with a job that was requeued', async () => {
    begin(100);
    await pass(1);
    changes = { ...changes, start: now() };
    server.announce('session');
    await pass(1);
    expect(told).toEqual([120, null, 120]);
  });

  it('follows the settings', async () => {
    begin(5 * MINUTE);
    await pass(1);
    model.ending.value = { warnMinutes: [7], saves: false };
    expect(told).toEqual([600, 420]);
    model.ending.value = { warnMinutes: [], saves: false };
    expect(told).toEqual([600, 420, null]);
  });
});
