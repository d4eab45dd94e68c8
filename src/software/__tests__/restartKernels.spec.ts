/** Restarting kernels with older modules: which are restarted, and what is asked first. */

import { Notification } from '@jupyterlab/apputils';
import { dismissDialog, waitForDialog } from '@jupyterlab/testing';
import { nullTranslator } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';

import { CommandIds } from '../commandIds';
import { addRestartCommand } from '../restartKernels';
import type { ModuleUser } from '../usersModel';
import { FakeServer, IAnswer } from './server';
import { Jupyter, older } from './users';

const OLDER = [
  older('kernel', 'a.ipynb'),
  older('kernel', 'busy.ipynb'),
  older('kernel', 'fresh.ipynb', false),
  older('terminal', '1')
];

interface IStarted {
  /** Ends when the command has. */
  done: Promise<unknown>;
  restarted: string[];
}

function start(
  answer: ModuleUser[] | IAnswer,
  failing: readonly string[] = []
): IStarted {
  const server = new FakeServer(() =>
    Array.isArray(answer) ? { body: answer } : answer
  );
  const commands = new CommandRegistry();
  const restarted: string[] = [];
  addRestartCommand({
    commands,
    users: new Jupyter().model(server),
    kernels: {
      busy: () => Promise.resolve(new Set(['id of busy.ipynb'])),
      restart: id => {
        restarted.push(id);
        return failing.includes(id)
          ? Promise.reject(new Error('It is gone.'))
          : Promise.resolve();
      }
    },
    trans: nullTranslator.load('hpclab')
  });
  return { done: commands.execute(CommandIds.restartKernels), restarted };
}

async function boxes(): Promise<HTMLInputElement[]> {
  await waitForDialog();
  return [...document.querySelectorAll<HTMLInputElement>('dialog input')];
}

/** By a click: the dialog's default is to refuse. */
function agree(): void {
  const buttons = document.querySelectorAll<HTMLElement>('dialog button');
  [...buttons].find(({ textContent }) => textContent === 'Restart')?.click();
}

function told(): string[] {
  return Notification.manager.notifications.map(({ message }) => message);
}

afterEach(() => Notification.dismiss());

describe('hpclab:restart-kernels', () => {
  it('names the older ones, and leaves alone what computes', async () => {
    const { done, restarted } = start(OLDER);
    const [first, second, ...more] = await boxes();
    const dialog = document.querySelector('dialog');
    expect(dialog?.getAttribute('aria-label')).toBe('Restart kernels');
    expect(dialog?.textContent).toContain('Their variables are lost.');
    expect(first?.labels?.[0]?.textContent?.trim()).toBe('a.ipynb');
    expect(second?.labels?.[0]?.textContent?.trim()).toBe('busy.ipynb');
    expect([first?.checked, second?.checked]).toEqual([true, false]);
    expect(more).toEqual([]);
    expect(restarted).toEqual([]);
    agree();
    await done;
    expect(restarted).toEqual(['id of a.ipynb']);
  });

  it('restarts those that are chosen', async () => {
    const { done, restarted } = start(OLDER);
    (await boxes()).forEach(box => box.click());
    agree();
    await done;
    expect(restarted).toEqual(['id of busy.ipynb']);
  });

  it('restarts nothing when the dialog is dismissed', async () => {
    const { done, restarted } = start(OLDER);
    await boxes();
    await dismissDialog();
    await done;
    expect(restarted).toEqual([]);
  });

  it('says which kernel was not restarted, and goes on', async () => {
    const { done, restarted } = start(
      [older('kernel', 'a.ipynb'), older('kernel', 'b.ipynb')],
      ['id of a.ipynb']
    );
    await boxes();
    agree();
    await done;
    expect(restarted).toHaveLength(2);
    expect(told()).toEqual([
      'The kernel of a.ipynb was not restarted: Error: It is gone.'
    ]);
  });

  it('says so where there is none, or the server does not answer', async () => {
    await start([older('terminal', '1')]).done;
    const error = { code: 'too_slow', message: 'Too slow.', detail: null };
    await start({ status: 504, body: error }).done;
    expect(told().sort()).toEqual([
      'No kernel runs with older modules.',
      'Too slow.'
    ]);
  });
});
