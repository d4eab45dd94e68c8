/** The model: it follows the server, shares questions, and puts failures into words. */

import type { Schemas } from '../../api/client';
import { ModulesModel } from '../modulesModel';
import { stateOf } from './catalog';
import { FakeServer, IAnswer, ISeen } from './server';

const NOTHING = {
  loaded: [],
  unloaded: [],
  reloaded: [],
  swapped: [],
  deactivated: [],
  activated: []
};

function changeTo(
  state: Schemas['ModuleState'],
  changes: Partial<Schemas['Changes']> = {},
  messages: Schemas['Message'][] = []
): Schemas['ModuleChange'] {
  return { ...state, changes: { ...NOTHING, ...changes }, messages };
}

/** Let everything that is under way come to rest. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) {
    await new Promise(resolve => setTimeout(resolve, 0));
  }
}

describe('ModulesModel', () => {
  let model: ModulesModel;
  let server: FakeServer;

  function start(handle: (seen: ISeen) => IAnswer | Promise<IAnswer>): void {
    server = new FakeServer(handle);
    model = new ModulesModel(server.client, server.changes);
  }

  afterEach(() => model.dispose());

  it('asks nothing while nobody looks', async () => {
    start(() => ({ body: stateOf([]) }));
    server.announce('modules', 101);
    await settle();
    expect(server.asked).toEqual([]);
  });

  it('asks when somebody looks', async () => {
    start(() => ({ body: stateOf(['GCC/12.3.0']) }));
    model.watch();
    await settle();
    expect(server.asked).toEqual(['GET modules']);
    expect(model.state?.loaded[0]?.full_name).toBe('GCC/12.3.0');
  });

  it('asks again when another tab changed something, and only then', async () => {
    let state = stateOf([]);
    start(() => ({ body: state }));
    model.watch();
    await settle();
    state = stateOf(['GCC/12.3.0'], undefined, { revision: 101 });
    server.announce('modules', 101);
    await settle();
    server.announce('modules', 101);
    server.announce('apps', 999_999);
    await settle();
    expect(server.asked).toEqual(['GET modules', 'GET modules']);
    expect(model.state?.revision).toBe(101);
  });

  it('does not ask again for the change that it made itself', async () => {
    start(({ path }) => {
      if (path === 'modules/load') {
        server.announce('modules', 101);
        const state = stateOf(['GCC/12.3.0'], undefined, { revision: 101 });
        return { body: changeTo(state, { loaded: ['GCC/12.3.0'] }) };
      }
      return { body: stateOf([]) };
    });
    model.watch();
    await settle();
    await model.load(['GCC/12.3.0']);
    await settle();
    expect(server.asked).toEqual(['GET modules', 'POST modules/load']);
    expect(model.outcome?.changes.loaded).toEqual(['GCC/12.3.0']);
  });

  it('asks again when something else changed during an operation', async () => {
    let revision = 100;
    start(({ path }) => {
      if (path === 'modules/load') {
        server.announce('modules', 102);
        revision = 102;
        return { body: changeTo(stateOf([], undefined, { revision: 101 })) };
      }
      return { body: stateOf([], undefined, { revision }) };
    });
    model.watch();
    await settle();
    await model.load(['GCC/12.3.0']);
    await settle();
    expect(server.asked).toEqual([
      'GET modules',
      'POST modules/load',
      'GET modules'
    ]);
    expect(model.state?.revision).toBe(102);
  });

  it('keeps the newer state when answers overtake each other', async () => {
    let release: () => void = () => undefined;
    const slow = new Promise<void>(resolve => {
      release = resolve;
    });
    start(async ({ path }) => {
      if (path === 'modules') {
        await slow;
        return { body: stateOf([]) };
      }
      const state = stateOf(['GCC/12.3.0'], undefined, { revision: 101 });
      return { body: changeTo(state) };
    });
    const asking = model.refresh();
    await model.load(['GCC/12.3.0']);
    release();
    await asking;
    expect(model.state?.revision).toBe(101);
  });

  it('says which modules are being worked on', async () => {
    start(() => ({ body: changeTo(stateOf([])) }));
    const loading = model.load(['GCC/12.3.0']);
    expect(model.isPending('GCC/12.3.0')).toBe(true);
    expect(model.isPending('GCC/13.2.0')).toBe(false);
    expect(model.isBusy).toBe(true);
    await loading;
    expect(model.isPending('GCC/12.3.0')).toBe(false);
    expect(model.isBusy).toBe(false);
  });

  it("reports a refusal in the server's and in Lmod's words", async () => {
    start(() => ({
      status: 422,
      body: { code: 'lmod_refused', message: 'No.', detail: 'Lmod: <b>no</b>' }
    }));
    await expect(model.load(['x'])).rejects.toThrow('No.');
    expect(model.reports).toMatchObject([
      {
        operation: { kind: 'load', modules: ['x'] },
        level: 'error',
        said: { message: 'No.', detail: 'Lmod: <b>no</b>' }
      }
    ]);
    model.dismiss(model.reports[0]!.id);
    expect(model.reports).toEqual([]);
  });

  it('forgets a failure when the same is tried again', async () => {
    let status = 422;
    start(() =>
      status === 200
        ? { body: changeTo(stateOf([])) }
        : { status, body: { code: 'x', message: 'No.', detail: null } }
    );
    await expect(model.load(['x'])).rejects.toThrow();
    status = 200;
    await model.load(['x']);
    expect(model.reports).toEqual([]);
  });

  it('tells what modulefiles said, and who, if it was another', async () => {
    start(() => ({
      body: changeTo(stateOf([]), {}, [
        { level: 'warning', text: 'Old.', module: 'x/1' },
        { level: 'info', text: 'Hello.', module: 'y/1' }
      ])
    }));
    await model.load(['x/1']);
    expect(model.reports.map(({ level, said }) => [level, said])).toEqual([
      ['info', 'y/1: Hello.'],
      ['warning', 'Old.']
    ]);
  });

  it('takes the absence of Lmod for a state with a reason', async () => {
    start(() => ({
      status: 503,
      body: { code: 'lmod_unavailable', message: 'No Lmod.', detail: null }
    }));
    await model.refresh();
    expect(model.absence).toBe('No Lmod.');
    expect(model.error).toBeNull();
  });

  it('sends a plan and applies it by its id', async () => {
    const plan = {
      plan_id: 'p1',
      generation: 1,
      prerequisites: [],
      changes: NOTHING,
      messages: []
    };
    start(({ path }) => ({
      body: path === 'modules/plan' ? plan : changeTo(stateOf([]))
    }));
    const request = { operation: 'load' as const, modules: ['GCC/12.3.0'] };
    await model.apply(await model.plan(request), request);
    expect(server.seen.map(({ path, body }) => [path, body])).toEqual([
      ['modules/plan', request],
      ['modules/apply', { plan_id: 'p1' }]
    ]);
  });
});
