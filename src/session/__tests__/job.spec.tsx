/** The job's section, as people and assistive technology get it. */

import { act, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { nullTranslator } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';
import * as React from 'react';

import { Failure, FakeServer } from '../../api/__tests__/fakeServer';
import { addRefreshCommand } from '../commands';
import { JobSection } from '../job';
import { SessionModel } from '../model';
import { MORE_TIME } from '../moreTime/commandIds';
import { jobSession, jobUsage } from './examples';

/** A node of eight cores with something left. */
const NODE = {
  memory_available: 12 * 1024 ** 3,
  cores: 8,
  load: 5.1,
  is_oversubscribed: false
};

describe('JobSection', () => {
  let server: FakeServer;
  let model: SessionModel;
  let commands: CommandRegistry;

  beforeEach(() => {
    server = new FakeServer({
      'GET /session': jobSession(),
      'GET /session/usage': jobUsage()
    });
    model = new SessionModel(server.client, server.changes);
    commands = new CommandRegistry();
    addRefreshCommand(commands, model, nullTranslator.load('hpclab'));
  });

  afterEach(() => {
    model.dispose();
  });

  const show = async (): Promise<void> => {
    render(<JobSection model={model} commands={commands} />);
    await act(async () => {
      await Promise.all([model.session.refresh(), model.usage.refresh()]);
    });
  };

  it('shows the time left, where the job runs, and until when', async () => {
    await show();
    expect(screen.getByText('job 48213')).toBeTruthy();
    const timer = screen.getByRole('timer', { name: 'Time left 1 h 47 min' });
    expect(timer.textContent).toContain('left of 3 h');
    expect(timer.getAttribute('aria-live')).toBe('off');
    expect(screen.getByText('interactive · node c0417')).toBeTruthy();
    expect(screen.getByText('def-alice')).toBeTruthy();
    expect(screen.getByText(/^(today|tomorrow) \d\d:\d\d$/)).toBeTruthy();
  });

  it('counts seconds at the end, but not in the accessible name', async () => {
    server.answers['GET /session'] = jobSession({ time_left: 572.5 });
    await show();
    expect(screen.getByText('9 min 32 s')).toBeTruthy();
    expect(screen.getByRole('timer', { name: 'Time left 9 min' })).toBeTruthy();
  });

  it.each([
    ['Memory', '7.5 of 8 GB'],
    ['CPU', '1.2 of 4 cores'],
    ['GPU 0', '54 %, 22 of 80 GB'],
    ['Storage Home', '46.5 of 50 GB']
  ])('has a meter %s', async (name, text) => {
    await show();
    const meter = screen.getByRole('meter', { name });
    expect(meter.getAttribute('aria-valuetext')).toBe(text);
  });

  it('speaks of files where they run out before the bytes', async () => {
    const [home] = jobUsage().storage!;
    server.answers['GET /session/usage'] = jobUsage({
      storage: [{ ...home!, files_used: 990_000 }]
    });
    await show();
    const meter = screen.getByRole('meter', { name: 'Storage Home' });
    expect(meter.getAttribute('aria-valuetext')).toBe(
      '990,000 of 1,000,000 files, 46.5 of 50 GB'
    );
  });

  it('keeps the places while the first answer is on its way', () => {
    render(<JobSection model={model} commands={commands} />);
    expect(
      screen.getByRole('status', { name: 'Asking about your session…' })
    ).toBeTruthy();
  });

  it('says what it means not to be in a job', async () => {
    server.answers['GET /session'] = jobSession({
      in_job: false,
      job_id: null,
      reason: null,
      time_left: null,
      limit: null
    });
    await show();
    expect(screen.getByText('Not in a Slurm job')).toBeTruthy();
    expect(screen.getByText(/share with others/)).toBeTruthy();
    expect(screen.queryByRole('timer')).toBeNull();
    expect(screen.getByRole('meter', { name: 'Memory' })).toBeTruthy();
  });

  it('takes the words of the server for why there is no job', async () => {
    server.answers['GET /session'] = jobSession({
      in_job: false,
      reason: 'Slurm is not installed here.'
    });
    await show();
    expect(screen.getByText('Slurm is not installed here.')).toBeTruthy();
  });

  it('says how old the figures are where Slurm does not answer, and asks anew', async () => {
    server.answers['GET /session'] = jobSession({
      stale: 'Slurm does not answer.',
      as_of: jobSession().now - 185
    });
    await show();
    expect(screen.getByText(/Slurm does not answer/).textContent).toContain(
      'What you see is 3 min old.'
    );
    server.answers['GET /session'] = jobSession();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(server.asked).toContain('GET /session?fresh=true');
    expect(screen.queryByText(/Slurm does not answer/)).toBeNull();
  });

  it('takes no time limit for known before Slurm has answered', async () => {
    const unknown = { end: null, time_left: null, limit: null };
    server.answers['GET /session'] = jobSession({
      ...unknown,
      as_of: null,
      stale: 'Slurm has not answered yet.'
    });
    await show();
    expect(
      screen.getByRole('timer', { name: 'Time left not known yet' })
    ).toBeTruthy();
    const notice = screen.getByText(/Slurm has not answered yet/);
    expect(notice.textContent).not.toContain('old');

    server.answers['GET /session'] = jobSession(unknown);
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(screen.getByRole('timer', { name: 'No time limit' })).toBeTruthy();
  });

  it('asks Slurm and for the usage when somebody wants that', async () => {
    await show();
    server.answers['GET /session'] = jobSession({ time_left: 1230 });
    server.asked.length = 0;
    await userEvent.click(
      screen.getByRole('button', { name: 'Refresh session' })
    );
    expect(server.asked).toEqual([
      'GET /session?fresh=true',
      'GET /session/usage'
    ]);
    expect(screen.getByRole('timer').textContent).toContain('20 min');
  });

  it('says what went wrong where there never was an answer', async () => {
    server.answers['GET /session'] = new Failure(502, {
      code: 'slurm_failed',
      message: 'scontrol broke.',
      detail: null
    });
    await show();
    expect(screen.getByText('scontrol broke.')).toBeTruthy();
    server.answers['GET /session'] = jobSession();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(screen.getByRole('timer')).toBeTruthy();
  });

  it('keeps the last figures when the server falls silent', async () => {
    await show();
    server.answers['GET /session'] = () => {
      throw new TypeError('offline');
    };
    await act(() => model.session.refresh());
    expect(screen.getByRole('timer')).toBeTruthy();
    expect(screen.getByText(/The Jupyter server doesn’t answer/)).toBeTruthy();
  });

  it('shows what the site says of the partition, and the balance of the account', async () => {
    server.answers['GET /session'] = jobSession({
      partition_description: 'For short work',
      internet: false,
      balances: [
        { account: 'def-alice', value: 1200, unit: 'core hours' },
        { account: 'def-other', value: 3, unit: 'core hours' }
      ]
    });
    await show();
    expect(screen.getByText('For short work')).toBeTruthy();
    expect(screen.getByText(/^This node has no internet/)).toBeTruthy();
    expect(screen.getByText('1,200 core hours')).toBeTruthy();
    expect(screen.queryByText(/def-other/)).toBeNull();
  });

  it('names the accounts where none is the job’s', async () => {
    server.answers['GET /session'] = jobSession({
      balances: [{ account: 'p1', value: -2.5, unit: 'RU' }]
    });
    await show();
    expect(screen.getByText('p1: -2.5 RU')).toBeTruthy();
  });

  it('offers more time where the site has a command for that', async () => {
    const execute = jest.fn();
    commands.addCommand(MORE_TIME, { describedBy: { args: {} }, execute });
    await show();
    expect(screen.queryByRole('button', { name: 'More time…' })).toBeNull();
    server.answers['GET /session'] = jobSession({ more_time: true });
    await act(() => model.session.refresh());
    await userEvent.click(screen.getByRole('button', { name: 'More time…' }));
    expect(execute).toHaveBeenCalledTimes(1);
  });

  it('says when the session would end unused once half of the time has gone', async () => {
    const { now } = jobSession();
    const unused =
      /^Sessions that nobody uses for 1 h are ended here: this one (today|tomorrow)/;
    server.answers['GET /session'] = jobSession({
      idle_limit: 3600,
      idle_end: now + 1800
    });
    await show();
    expect(screen.queryByText(unused)).toBeNull();
    server.answers['GET /session'] = jobSession({
      idle_limit: 3600,
      idle_end: now + 1799
    });
    await act(() => model.session.refresh());
    expect(screen.getByText(unused).textContent).toContain('count as use');
  });

  it('says what a shared node has left', async () => {
    server.answers['GET /session/usage'] = jobUsage({
      scope: 'node',
      node: NODE
    });
    await show();
    expect(
      screen.getByText(
        'Left for everybody on this node: 12 GB of memory; load 5.1 on 8 cores.'
      )
    ).toBeTruthy();
    expect(screen.queryByText(/^Programs on this node want/)).toBeNull();
  });

  it('says in a job only that the node has more to do than it can', async () => {
    server.answers['GET /session/usage'] = jobUsage({ node: NODE });
    await show();
    expect(screen.queryByText(/on this node/)).toBeNull();
    server.answers['GET /session/usage'] = jobUsage({
      node: { ...NODE, load: 14, is_oversubscribed: true }
    });
    await act(() => model.usage.refresh());
    expect(screen.queryByText(/^Left for everybody/)).toBeNull();
    expect(
      screen.getByText(
        /^Programs on this node want more than its 8 cores \(load 14\)/
      )
    ).toBeTruthy();
  });

  it('shows links of the site', async () => {
    server.answers['GET /session'] = jobSession({
      links: [{ title: 'Help', url: 'https://help.example.org' }]
    });
    await show();
    expect(screen.getByRole('link', { name: 'Help' })).toBeTruthy();
  });

  it('shows bytes and files of a quota', async () => {
    const [home] = jobUsage().storage!;
    server.answers['GET /session/usage'] = jobUsage({
      storage: [{ ...home!, is_quota: true }]
    });
    await show();
    const meter = screen.getByRole('meter', { name: 'Storage Home' });
    expect(meter.getAttribute('aria-valuetext')).toBe(
      '46.5 of 50 GB, 1,000 of 1,000,000 files'
    );
  });
});
