/** The Jobs tab as people and assistive technology get it. */

import { CommandRegistry } from '@lumino/commands';
import { act, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import * as React from 'react';

import { Failure, FakeServer } from '../../api/__tests__/fakeServer';
import { COLUMN_KEYS, View } from '../columns';
import { ACTION_COMMANDS } from '../commandIds';
import { JobsModel } from '../model';
import { IWantedJob, JobsView } from '../view';
import { ARRAY, entry, jobInfo, NOW, pastJob } from './examples';

/** jsdom has no layout; the list needs a height to fill. */
beforeAll(() => {
  const sizes = { clientHeight: 600, clientWidth: 900, offsetHeight: 30 };
  for (const [name, value] of Object.entries(sizes)) {
    Object.defineProperty(HTMLElement.prototype, name, {
      configurable: true,
      value
    });
  }
});

describe('JobsView', () => {
  let server: FakeServer;
  let model: JobsModel;
  let commands: CommandRegistry;
  let cancelled: unknown[];

  beforeEach(() => {
    const jobs = [entry(), ...ARRAY];
    server = new FakeServer({
      'GET /jobs': { now: NOW, as_of: NOW, user: 'alice', jobs },
      'GET /jobs/history': { now: NOW, as_of: NOW, jobs: [pastJob()] },
      'GET /jobs/59': jobInfo(),
      'GET /jobs/43': jobInfo({ job_id: '43', state: 'COMPLETED' }),
      'GET /jobs/59/output': {
        path: '/o',
        file: '1:2',
        state: 'text',
        text: 'hello\n'
      },
      'GET /jobs/43/output': { path: '/o', state: 'missing' }
    });
    model = new JobsModel(server.client, server.changes);
    commands = new CommandRegistry();
    cancelled = [];
    commands.addCommand(ACTION_COMMANDS.cancel, {
      describedBy: {},
      execute: ({ jobs }) => void cancelled.push(jobs)
    });
  });

  afterEach(() => {
    model.dispose();
  });

  function Tab({ wanted }: { wanted?: IWantedJob }): React.JSX.Element {
    const [view, setView] = React.useState<View>('mine');
    return (
      <JobsView
        model={model}
        commands={commands}
        allowsAll={false}
        view={view}
        onView={setView}
        wanted={wanted}
        columns={COLUMN_KEYS}
        onColumns={() => undefined}
      />
    );
  }

  const show = async (wanted?: IWantedJob): Promise<void> => {
    render(<Tab wanted={wanted} />);
    await act(async () => {
      await model.mine.refresh();
      await model.history.refresh();
    });
  };

  it('lists jobs, names as text, arrays in one line', async () => {
    await show();
    expect(screen.getAllByRole('listitem')).toHaveLength(2);
    expect(screen.getByRole('button', { name: 'train <b>' })).toBeTruthy();
    expect(screen.getByText('7 waiting, 2 running')).toBeTruthy();
    expect(screen.getByText('12 min of 1 h')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'All queues' })).toBeNull();
  });

  it('cancels what is selected', async () => {
    await show();
    const user = userEvent.setup();
    await user.click(screen.getByRole('checkbox', { name: 'Select job 60' }));
    expect(screen.getAllByText('1 job selected')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Cancel…' }));
    expect(cancelled).toEqual([['60']]);
  });

  it('shows details with the output', async () => {
    await show();
    await userEvent.click(screen.getByRole('button', { name: 'train <b>' }));
    const details = screen.getByRole('complementary', {
      name: 'Details of job 59'
    });
    expect(
      await within(details).findByRole('region', { name: 'Output of the job' })
    ).toHaveProperty('textContent', 'hello\n');
    expect(
      within(details).getByRole('button', { name: 'Cancel job…' })
    ).toBeTruthy();
  });

  it('keeps the details of a job that leaves the queue', async () => {
    await show();
    await userEvent.click(screen.getByRole('button', { name: 'train <b>' }));
    const details = screen.getByRole('complementary', {
      name: 'Details of job 59'
    });
    server.answers['GET /jobs'] = {
      now: NOW,
      as_of: NOW,
      user: 'alice',
      jobs: []
    };
    server.answers['GET /jobs/59'] = jobInfo({ state: 'COMPLETED' });
    await act(() => model.mine.refresh());
    expect(await within(details).findByText('completed')).toBeTruthy();
    expect(
      within(details).queryByRole('button', { name: 'Cancel job…' })
    ).toBeNull();
  });

  it('shows a job that no list has', async () => {
    server.answers['GET /jobs/77'] = jobInfo({ job_id: '77', name: 'night' });
    await show({ job: '77' });
    const details = screen.getByRole('complementary', {
      name: 'Details of job 77'
    });
    expect(
      await within(details).findByRole('heading', { name: 'night' })
    ).toBeTruthy();
  });

  it('refuses the output of other people’s jobs in words', async () => {
    server.answers['GET /jobs/59'] = jobInfo({ is_mine: false, user: 'bob' });
    await show();
    await userEvent.click(screen.getByRole('button', { name: 'train <b>' }));
    expect(await screen.findByText(/somebody else’s/)).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Cancel job…' })).toBeNull();
    expect(server.asked.join()).not.toContain('output');
  });

  it('shows the history with what was used and a hint', async () => {
    await show();
    await userEvent.click(screen.getByRole('button', { name: 'History' }));
    expect(screen.queryByRole('checkbox')).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'train' }));
    const meter = await screen.findByRole('meter', { name: 'Memory' });
    expect(meter.getAttribute('aria-valuetext')).toBe('6 of 8 GB');
    expect(screen.getByText(/With --time=1:30:00/)).toBeTruthy();
    expect(await screen.findByText(/There is no such file/)).toBeTruthy();
  });

  it('says why there is no list, and that a list is old', async () => {
    server.answers['GET /jobs'] = {
      now: NOW,
      user: 'alice',
      reason: 'Slurm’s controller does not answer.',
      jobs: []
    };
    await show();
    expect(screen.getByText('The jobs can’t be listed now')).toBeTruthy();
    server.answers['GET /jobs'] = {
      now: NOW,
      as_of: NOW - 60,
      user: 'alice',
      stale: 'Slurm did not answer.',
      jobs: [entry()]
    };
    await act(() => model.mine.refresh());
    expect(
      screen.getByText(/Slurm did not answer\. This list is/)
    ).toBeTruthy();
    server.answers['GET /jobs'] = new Failure(503, {
      code: 'x',
      message: 'Gone.',
      detail: null
    });
    await act(() => model.mine.refresh());
    expect(screen.getByRole('alert').textContent).toContain('Gone.');
    expect(screen.getByRole('button', { name: 'train <b>' })).toBeTruthy();
  });
});
