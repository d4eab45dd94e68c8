/** What is told of jobs that have ended. */

import { Notification } from '@jupyterlab/apputils';
import { nullTranslator } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';

import { OPEN_JOBS } from '../../commandIds';
import { EndNotifications } from '../notifications';
import { EndedJob } from '../words';

function ended(changes: Partial<EndedJob> = {}): EndedJob {
  return {
    key: '123',
    name: 'train',
    is_array: false,
    tasks: 1,
    failed: 0,
    state: 'COMPLETED',
    exit_code: 0,
    at: 1_795_178_000,
    ...changes
  };
}

describe('EndNotifications', () => {
  let executed: unknown[];
  let notifications: EndNotifications;

  beforeEach(() => {
    Notification.dismiss();
    executed = [];
    const commands = new CommandRegistry();
    commands.addCommand(OPEN_JOBS, {
      describedBy: { args: {} },
      execute: args => void executed.push(args)
    });
    notifications = new EndNotifications(
      commands,
      nullTranslator.load('hpclab')
    );
  });

  const shown = (): Notification.INotification[] =>
    Notification.manager.notifications;

  it.each([
    [{}, 'Job 123 (train) has completed.'],
    [
      { state: 'FAILED', failed: 1, exit_code: 2 },
      'Job 123 (train) failed, with exit status 2.'
    ],
    [
      { state: 'OUT_OF_MEMORY', failed: 1, exit_code: null },
      'Job 123 (train) ran out of memory.'
    ],
    [
      { state: 'TIMEOUT', failed: 1, exit_code: null },
      'Job 123 (train) failed: its time was up.'
    ],
    [{ state: null, exit_code: null }, 'Job 123 (train) has ended.']
  ])('says how a job ended: %j', (changes, text) => {
    notifications.tell([ended(changes)]);
    expect(shown().map(({ message }) => message)).toEqual([text]);
  });

  it('leaves bad news until the person has seen it', () => {
    notifications.tell([ended({ state: 'FAILED', failed: 1 })]);
    expect(shown()[0]!.type).toBe('error');
    expect(shown()[0]!.options.autoClose).toBe(false);
  });

  it('shows the job', async () => {
    notifications.tell([ended()]);
    const [action] = shown()[0]!.options.actions!;
    expect(action!.label).toBe('Show job');
    action!.callback(new MouseEvent('click'));
    await Promise.resolve();
    expect(executed).toEqual([{ job: '123', view: 'history' }]);
  });

  it('tells of an array in one notification, which grows', () => {
    const array = { is_array: true, exit_code: null };
    notifications.tell([ended({ ...array, tasks: 3 })]);
    notifications.tell([
      ended({ ...array, tasks: 9, failed: 1, state: 'FAILED' })
    ]);
    expect(shown().map(({ message }) => message)).toEqual([
      '9 tasks of array 123 (train) have ended. 1 failed.'
    ]);
  });

  it('tells of many jobs in one', () => {
    notifications.tell(
      ['1', '2', '3', '4'].map((key, index) =>
        ended({ key, failed: index ? 0 : 1 })
      )
    );
    expect(shown().map(({ message }) => message)).toEqual([
      '4 jobs of yours have ended. 1 failed.'
    ]);
  });

  it('fits, whatever the name', () => {
    notifications.tell([ended({ name: 'long name\n'.repeat(100) })]);
    expect(shown()[0]!.message.length).toBeLessThanOrEqual(140);
    expect(shown()[0]!.message).not.toContain('\n');
  });
});
