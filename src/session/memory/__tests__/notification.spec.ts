/** The warning that memory will be full: its words, its actions, and that it is one. */

import { Notification } from '@jupyterlab/apputils';
import { nullTranslator } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';

import { MemoryState } from '../../model';
import { RESTART_KERNEL, SHUT_DOWN_KERNEL } from '../commands';
import { MemoryNotification } from '../notification';
import { MemoryWarning } from '../words';

const GB = 1024 ** 3;
const NOON = new Date(2026, 10, 20, 12, 0, 0);

/** The server's clock goes an hour ahead of the browser's. */
const SERVER_NOW = NOON.getTime() / 1000 + 3600;

function warning(changes: Partial<MemoryWarning> = {}): MemoryWarning {
  return {
    at: SERVER_NOW,
    full_at: SERVER_NOW + 180,
    used: 7 * GB,
    limit: 8 * GB,
    ...changes
  };
}

function state(changes: Partial<MemoryState> = {}): MemoryState {
  return {
    revision: 1,
    now: SERVER_NOW,
    warning: warning(),
    users: [
      { kind: 'kernel', id: 'k1', name: 'analysis.ipynb', held: 6.1 * GB },
      { kind: 'server', id: '', name: 'JupyterLab', held: 0.2 * GB }
    ],
    ...changes
  };
}

describe('MemoryNotification', () => {
  let commands: CommandRegistry;
  let notification: MemoryNotification;
  let executed: unknown[];

  beforeEach(() => {
    jest.useFakeTimers({ now: NOON });
    Notification.dismiss();
    executed = [];
    commands = new CommandRegistry();
    for (const id of [RESTART_KERNEL, SHUT_DOWN_KERNEL]) {
      commands.addCommand(id, {
        describedBy: { args: {} },
        execute: args => void executed.push([id, args])
      });
    }
    notification = new MemoryNotification(
      commands,
      nullTranslator.load('hpclab')
    );
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  const shown = (): Notification.INotification[] =>
    Notification.manager.notifications;

  it('says when the memory will be full, and who holds most', () => {
    notification.follow(state());
    expect(shown()).toHaveLength(1);
    expect(shown()[0]!.message).toMatch(
      /^At this rate the job’s memory will be full today 12:03( PM)?\. analysis\.ipynb holds 6\.1 of 8 GB\.$/
    );
    expect(shown()[0]!.options.autoClose).toBe(false);
  });

  it('names no time where less than a minute is left', () => {
    notification.follow(
      state({ warning: warning({ full_at: SERVER_NOW + 40 }), users: [] })
    );
    expect(shown()[0]!.message).toBe(
      'At this rate the job’s memory will be full within a minute.'
    );
  });

  it('fits, whatever the name', () => {
    const [most] = state().users;
    const name = `${'a'.repeat(200)}.ipynb`;
    notification.follow(state({ users: [{ ...most!, name }] }));
    expect(shown()[0]!.message.length).toBeLessThanOrEqual(140);
  });

  it('is shown once, goes when it is over, and comes again for another', () => {
    notification.follow(state());
    Notification.dismiss();
    notification.follow(state());
    expect(shown()).toHaveLength(0);
    notification.follow(state({ warning: null }));
    notification.follow(state({ warning: warning({ at: SERVER_NOW + 60 }) }));
    expect(shown()).toHaveLength(1);
    notification.follow(state({ warning: null }));
    expect(shown()).toHaveLength(0);
  });

  it('offers to restart the kernel that holds most, or to shut it down', async () => {
    notification.follow(state());
    const { actions } = shown()[0]!.options;
    expect(actions!.map(({ label }) => label)).toEqual([
      'Restart kernel…',
      'Shut down kernel…'
    ]);
    actions![0]!.callback(new MouseEvent('click'));
    await Promise.resolve();
    expect(executed).toEqual([
      [RESTART_KERNEL, { id: 'k1', name: 'analysis.ipynb' }]
    ]);
  });

  it('offers nothing to restart where no kernel holds most', () => {
    const [, server] = state().users;
    notification.follow(state({ users: [server!] }));
    expect(shown()[0]!.options.actions).toEqual([]);
  });
});
