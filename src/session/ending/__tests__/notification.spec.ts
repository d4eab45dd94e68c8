/** The one notification: its words, its actions, and that it stays one. */

import { Notification } from '@jupyterlab/apputils';
import { nullTranslator } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';

import { CONTINUE_AS_JOB } from '../../../ui/batchCommands';
import { MORE_TIME } from '../../moreTime/commandIds';
import { ISaveReport } from '../documents';
import { EndingNotification } from '../notification';
import { IStage } from '../stages';

const WARNING: IStage = { at: 600, warns: true, saves: false };
const LAST: IStage = { at: 120, warns: true, saves: true };
const NOON = new Date(2026, 10, 20, 12, 0, 0);

describe('EndingNotification', () => {
  let timeLeft: number;
  let unsaved: number;
  let report: ISaveReport;
  let commands: CommandRegistry;
  let notification: EndingNotification;

  beforeEach(() => {
    jest.useFakeTimers({ now: NOON });
    Notification.dismiss();
    timeLeft = 600;
    unsaved = 0;
    report = { saved: 0, failed: [] };
    commands = new CommandRegistry();
    notification = new EndingNotification({
      trans: nullTranslator.load('hpclab'),
      commands,
      timeLeft: () => timeLeft,
      countUnsaved: () => unsaved,
      saveAll: () => {
        unsaved = report.failed.length;
        return Promise.resolve(report);
      }
    });
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  const shown = (): Notification.INotification[] =>
    Notification.manager.notifications;
  const message = (): string => shown()[0]!.message;

  it('says when the session ends, and what is not saved', async () => {
    unsaved = 2;
    await notification.follow(WARNING);
    expect(message()).toMatch(
      /^Your session ends today 12:10( PM)?\. 2 documents have unsaved changes\.$/
    );
    expect(shown()[0]!.options.autoClose).toBe(false);
  });

  it('is updated, not repeated; dismissed, it comes again at the next stage', async () => {
    await notification.follow(WARNING);
    timeLeft = 120;
    await notification.follow(LAST);
    expect(shown()).toHaveLength(1);
    expect(message()).toMatch(/12:02/);
    Notification.dismiss();
    await notification.follow(WARNING);
    expect(shown()).toHaveLength(1);
  });

  it('saves at the last stage and says so', async () => {
    unsaved = 3;
    report = { saved: 3, failed: [] };
    await notification.follow(LAST);
    expect(unsaved).toBe(0);
    expect(message()).toMatch(/3 documents were saved\.$/);
  });

  it('names the document that could not be saved, and why', async () => {
    unsaved = 2;
    const reason = {
      kind: 'other',
      message: 'No space left on device'
    } as const;
    report = { saved: 1, failed: [{ name: 'notes.ipynb', reason }] };
    await notification.follow(LAST);
    expect(message()).toMatch(
      /1 document isn’t saved, notes\.ipynb: No space left on device$/
    );
    expect(shown()[0]!.type).toBe('error');
  });

  it('is never longer than JupyterLab shows', async () => {
    unsaved = 12;
    const reason = { kind: 'other', message: 'x'.repeat(200) } as const;
    report = {
      saved: 0,
      failed: Array.from({ length: 12 }, () => ({
        name: `${'n'.repeat(100)}.ipynb`,
        reason
      }))
    };
    await notification.follow(LAST);
    expect(message()).toHaveLength(140);
    expect(message()).toMatch(/: x+…$/);
  });

  it('says nothing in a short job where nothing is unsaved', async () => {
    await notification.follow({ at: 45, warns: false, saves: true });
    expect(shown()).toEqual([]);
  });

  it('goes when the stage is taken back, also while documents are saved', async () => {
    await notification.follow(WARNING);
    await notification.follow(null);
    expect(shown()).toEqual([]);
    unsaved = 1;
    const saving = notification.follow(LAST);
    void notification.follow(null);
    await saving;
    expect(shown()).toEqual([]);
  });

  it('offers to save all, and stays to say what became of it', async () => {
    unsaved = 1;
    report = { saved: 1, failed: [] };
    await notification.follow(WARNING);
    const [save] = shown()[0]!.options.actions!;
    const click = new MouseEvent('click', { cancelable: true });
    save!.callback(click);
    await jest.advanceTimersByTimeAsync(0);
    expect(click.defaultPrevented).toBe(true);
    expect(message()).toMatch(/1 document was saved\.$/);
  });

  it('offers more time, or a batch job where the site has no command for that', async () => {
    let isOffered = true;
    const command = { describedBy: { args: {} }, execute: jest.fn() };
    commands.addCommand(MORE_TIME, { ...command, isEnabled: () => isOffered });
    commands.addCommand(CONTINUE_AS_JOB, command);
    const labels = (): string[] =>
      shown()[0]!.options.actions!.map(({ label }) => label);
    await notification.follow(WARNING);
    expect(labels()).toEqual(['Save all', 'More time…']);
    isOffered = false;
    await notification.follow(WARNING);
    expect(labels()).toEqual(['Save all', 'Continue as batch job…']);
  });

  it('leads to the control panel below a hub only', async () => {
    const labels = (): string[] =>
      shown()[0]!.options.actions!.map(({ label }) => label);
    await notification.follow(WARNING);
    expect(labels()).toEqual(['Save all']);
    const execute = jest.fn();
    commands.addCommand('hub:control-panel', {
      describedBy: { args: {} },
      execute
    });
    await notification.follow(WARNING);
    expect(labels()).toEqual(['Save all', 'Hub control panel']);
    shown()[0]!.options.actions![1]!.callback(new MouseEvent('click'));
    expect(execute).toHaveBeenCalled();
  });
});
