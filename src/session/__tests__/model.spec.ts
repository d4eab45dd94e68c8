/** The model of the own job: what it asks, and when. */

import { DisposableSet } from '@lumino/disposable';

import { FakeServer } from '../../api/__tests__/fakeServer';
import { SessionModel } from '../model';
import { jobSession, jobUsage } from './examples';

describe('SessionModel', () => {
  let server: FakeServer;
  let model: SessionModel;

  beforeEach(() => {
    jest.useFakeTimers();
    server = new FakeServer({
      'GET /session': jobSession(),
      'GET /session/usage': jobUsage()
    });
    model = new SessionModel(server.client, server.changes);
  });

  afterEach(() => {
    model.dispose();
    jest.useRealTimers();
  });

  const pass = (seconds: number): Promise<void> =>
    jest.advanceTimersByTimeAsync(seconds * 1000);
  const count = (question: string): number =>
    server.asked.filter(asked => asked === question).length;

  it('asks nothing while nobody looks', async () => {
    await pass(3600);
    expect(server.asked).toEqual([]);
    expect(model.countdown.isRunning).toBe(false);
  });

  it('asks for usage often and for the job seldom while the panel is seen', async () => {
    const watching = DisposableSet.from([
      model.watch(),
      model.usage.watch({ every: 10 })
    ]);
    await pass(119);
    expect(count('GET /session')).toBe(1);
    expect(count('GET /session/usage')).toBe(12);
    watching.dispose();
    await pass(3600);
    expect(server.asked).toHaveLength(13);
  });

  it('ticks until the last one looks away', () => {
    const [panel, statusBar] = [model.watch(), model.watch()];
    panel.dispose();
    expect(model.countdown.isRunning).toBe(true);
    statusBar.dispose();
    expect(model.countdown.isRunning).toBe(false);
  });

  it('counts down from one answer', async () => {
    model.watch();
    await pass(60);
    expect(count('GET /session')).toBe(1);
    expect(model.countdown.timeLeft).toBeCloseTo(6360.5, 0);
  });

  it('follows a change of the time limit that the server tells of', async () => {
    model.watch();
    await pass(1);
    server.answers['GET /session'] = jobSession({ time_left: 1200 });
    server.announce('modules');
    await pass(1);
    expect(count('GET /session')).toBe(1);
    server.announce('session');
    await pass(0);
    expect(model.countdown.timeLeft).toBeCloseTo(1200, 0);
  });

  it('has Slurm itself asked when somebody wants that, once', async () => {
    await model.refresh();
    await model.session.refresh();
    expect(server.asked).toEqual([
      'GET /session?fresh=true',
      'GET /session/usage',
      'GET /session'
    ]);
  });
});
