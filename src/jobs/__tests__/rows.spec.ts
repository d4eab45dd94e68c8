/** Arrays are folded, jobs found and sorted; 20,000 of them too. */

import {
  countStates,
  IListOptions,
  isHeterogeneous,
  ofQueue,
  rowsOf,
  tasksOf
} from '../rows';
import { ARRAY, entry } from './examples';

const ALL: IListOptions = {
  search: '',
  states: new Set(),
  sort: null,
  open: new Set()
};

const JOBS = [
  entry(),
  ...ARRAY,
  entry({ job_id: '12+1', name: 'pair' }),
  entry({ job_id: '12+0', name: 'pair' }),
  entry({ job_id: '7', name: 'held', state: 'PENDING', user: 'bob' })
].map(ofQueue);

const keys = (options: Partial<IListOptions>): string[] =>
  rowsOf(JOBS, { ...ALL, ...options }).map(({ key }) => key);

describe('The rows', () => {
  it('have one line for an array and for a heterogeneous job', () => {
    expect(keys({})).toEqual(['59', '60', '12', '7']);
    const [, array] = rowsOf(JOBS, ALL);
    expect(tasksOf(array!)).toBe(9);
  });

  it('unfold to their parts', () => {
    expect(keys({ open: new Set(['60']) })).toEqual([
      '59',
      '60',
      '60_[3-9%2]',
      '60_1',
      '60_2',
      '12',
      '7'
    ]);
  });

  it('have the parts of a heterogeneous job in their order', () => {
    expect(keys({ search: 'pair', open: new Set(['12']) })).toEqual([
      '12',
      '12+0',
      '12+1'
    ]);
    const [pair] = rowsOf(JOBS, { ...ALL, search: 'pair' });
    expect([pair!.job.id, isHeterogeneous(pair!)]).toEqual(['12+0', true]);
  });

  it('are found by all words, in name, id, user, account and reason', () => {
    expect(keys({ search: 'TRAIN alice' })).toEqual(['59']);
    expect(keys({ search: 'bob' })).toEqual(['7']);
    expect(keys({ search: 'tasklimit' })).toEqual(['60']);
    expect(keys({ search: 'train bob' })).toEqual([]);
  });

  it('are filtered by state, arrays by their parts', () => {
    expect(keys({ states: new Set(['PENDING']) })).toEqual(['60', '7']);
  });

  it('sort both ways, with what has no value last', () => {
    const sort = {
      column: 'reason',
      value: ({ job }: { job: { reason: string | null } }) => job.reason,
      descending: false
    };
    expect(keys({ sort })[0]).toBe('60');
    expect(keys({ sort: { ...sort, descending: true } })[0]).toBe('60');
    const byId = {
      column: 'id',
      value: ({ key }: { key: string }) => key,
      descending: false
    };
    expect(keys({ sort: byId })).toEqual(['7', '12', '59', '60']);
  });

  it('count states by tasks', () => {
    expect(countStates(JOBS)).toEqual([
      ['PENDING', 8],
      ['RUNNING', 5]
    ]);
  });
});
