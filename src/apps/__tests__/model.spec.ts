/** The model of the applications: what it asks for, and how it waits. */

import { Failure, FakeServer } from '../../api/__tests__/fakeServer';
import { App, AppsModel } from '../model';
import { app } from './examples';

describe('AppsModel', () => {
  let server: FakeServer;
  let model: AppsModel;

  beforeEach(async () => {
    jest.useFakeTimers();
    server = new FakeServer();
    setState({});
    model = new AppsModel({
      client: server.client,
      changes: server.changes,
      isEnabled: name => Promise.resolve(name !== 'vscode')
    });
    await pass(0);
  });

  afterEach(() => {
    model.dispose();
    jest.useRealTimers();
  });

  const pass = (seconds: number): Promise<void> =>
    jest.advanceTimersByTimeAsync(seconds * 1000);

  /** What the server knows of OpenRefine from now on. */
  const setState = (changes: Partial<App>): void => {
    server.answers['GET /apps'] = {
      revision: 1,
      apps: [app('openrefine', 'OpenRefine', changes), app('vscode', 'VS Code')]
    };
  };

  it('leaves out what the site has switched off', () => {
    expect(model.apps?.map(({ name }) => name)).toEqual(['openrefine']);
  });

  it('asks again when the server tells of a change, and else not while nobody looks', async () => {
    await pass(3600);
    server.announce('modules');
    await pass(1);
    expect(server.asked).toHaveLength(1);
    setState({ state: 'running' });
    server.announce('apps');
    await pass(0);
    expect(model.app('openrefine')?.state).toBe('running');
  });

  it('waits until the application runs, even should no event arrive', async () => {
    server.answers['POST /apps/openrefine/start'] = () => {
      setState({ state: 'starting' });
      return app('openrefine', 'OpenRefine', { state: 'starting' });
    };
    let running: App | null = null;
    void model.run('openrefine').then(found => {
      running = found;
    });
    expect(model.errandOf('openrefine')).toBe('start');
    await pass(5);
    expect(running).toBeNull();
    expect(model.errandOf('openrefine')).toBeUndefined();
    setState({ state: 'running' });
    await pass(3);
    expect(running).toMatchObject({ name: 'openrefine', state: 'running' });
    const asked = server.asked.length;
    await pass(3600);
    expect(server.asked).toHaveLength(asked);
  });

  it('asks where one that runs shows a folder', async () => {
    setState({ state: 'running' });
    await model.refresh();
    const url = 'hpclab/app/openrefine/?folder=%2Fhome%2Fada%2Fdata';
    server.answers['POST /apps/openrefine/start'] = () =>
      app('openrefine', 'OpenRefine', { state: 'running', url });
    expect(await model.run('openrefine', { folder: 'data' })).toMatchObject({
      url
    });
  });

  it('says why an application failed on its way', async () => {
    server.answers['POST /apps/openrefine/start'] = () => {
      setState({ state: 'failed', reason: 'It ended with exit status 1.' });
      return app('openrefine', 'OpenRefine', { state: 'starting' });
    };
    await expect(model.run('openrefine')).rejects.toMatchObject({
      code: 'app_failed',
      message: 'It ended with exit status 1.'
    });
  });

  it('keeps the error of an errand until it is dismissed', async () => {
    server.answers['POST /apps/openrefine/stop'] = new Failure(409, {
      code: 'conflict',
      message: 'It is stopping already.',
      detail: null
    });
    await expect(model.stop('openrefine')).rejects.toMatchObject({
      status: 409
    });
    expect(model.errorOf('openrefine')?.message).toBe(
      'It is stopping already.'
    );
    model.dismissError('openrefine');
    expect(model.errorOf('openrefine')).toBeUndefined();
  });

  it('reads a log only while somebody looks at it', async () => {
    server.answers['GET /apps/openrefine/log'] = 'Starting Server';
    const log = model.logOf('openrefine');
    const watching = log.watch({ every: 3 });
    await pass(1);
    expect(log.value).toBe('Starting Server');
    watching.dispose();
    const asked = server.asked.length;
    await pass(60);
    expect(server.asked).toHaveLength(asked);
    log.dispose();
  });
});
