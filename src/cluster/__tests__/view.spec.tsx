/** The cluster at a glance, as people and assistive technology get it. */

import { act, render, screen, within } from '@testing-library/react';
import * as React from 'react';

import { Failure, FakeServer } from '../../api/__tests__/fakeServer';
import { Live } from '../../api/live';
import { ClusterInfo, liveCluster } from '../model';
import { ClusterSection } from '../view';

const AWAY = new Failure(503, {
  code: 'slurm_unavailable',
  message: 'It is away.',
  detail: null
});

const NOW = 1_795_000_000;

const CPU = {
  partition: 'cpu <b>',
  nodes: { free: 3, total: 1200 },
  cores: { free: 96, total: 38400 },
  gpus: { free: 0, total: 0 }
};

const GPU = { ...CPU, partition: 'gpu', gpus: { free: 5, total: 16 } };

describe('ClusterSection', () => {
  let server: FakeServer;
  let live: Live<ClusterInfo>;

  beforeEach(() => {
    server = new FakeServer();
    live = liveCluster(server.client);
  });

  afterEach(() => {
    live.dispose();
  });

  const show = async (answer: unknown): Promise<void> => {
    server.answers['GET /cluster'] = answer;
    render(<ClusterSection live={live} />);
    await act(() => live.refresh());
  };

  const texts = (role: string, within_: HTMLElement): (string | null)[] =>
    within(within_)
      .getAllByRole(role)
      .map(({ textContent }) => textContent);

  it('shows a table in which each figure has its headings', async () => {
    await show({ now: NOW, as_of: NOW, partitions: [CPU, GPU] });
    const table = screen.getByRole('table', {
      name: 'What is free in each partition'
    });
    expect(texts('columnheader', table)).toEqual([
      'Partition',
      'Free nodes',
      'Free cores',
      'Free GPUs'
    ]);
    expect(texts('rowheader', table)).toEqual(['cpu <b>', 'gpu']);
    const cpu = screen.getByRole('row', { name: /^cpu <b>/ });
    expect(texts('cell', cpu)).toEqual(['3 of 1,200', '96 of 38,400', 'none']);
    const gpu = screen.getByRole('row', { name: /^gpu/ });
    expect(texts('cell', gpu)).toContain('5 of 16');
    expect(screen.getByText(/^As of /)).toBeTruthy();
  });

  it('has no column for GPUs where there are none', async () => {
    await show({ now: NOW, as_of: NOW, partitions: [CPU] });
    expect(screen.queryByText('Free GPUs')).toBeNull();
  });

  it('keeps figures that are old, and says why', async () => {
    const stale = 'Slurm’s controller does not answer.';
    await show({ now: NOW, as_of: NOW - 600, stale, partitions: [GPU] });
    expect(screen.getByText('5 of 16')).toBeTruthy();
    expect(screen.getByText(/does not answer\. As of /)).toBeTruthy();
  });

  it.each([
    [{ now: NOW, reason: 'No sinfo here.', partitions: [] }, 'No sinfo here.'],
    [AWAY, 'It is away.'],
    [
      { now: NOW, as_of: NOW, partitions: [] },
      'Slurm shows you no partitions here.'
    ]
  ])('says why there is no table', async (answer, words) => {
    await show(answer);
    expect(screen.getByText(words)).toBeTruthy();
    expect(screen.queryByRole('table')).toBeNull();
  });
});
