/** Whether a job fits into its partition, and how options are read and written by the form's fields. */

import { nullTranslator } from '@jupyterlab/translation';

import {
  Account,
  parseGpus,
  parseMemory,
  parseTime,
  Partition,
  problemsOf
} from '../submit/limits';
import {
  changesOf,
  optionOf,
  otherOptions,
  withChanges,
  worthRemembering
} from '../submit/options';
import { isScript } from '../submit/source';

const GB = 1024 ** 3;
const trans = nullTranslator.load('hpclab');

const PARTITIONS: Partition[] = [
  {
    name: 'short',
    description: '',
    internet: null,
    is_default: true,
    is_up: true,
    limit: 8 * 3600,
    default_limit: 3600,
    nodes_per_job: null,
    cpus_per_node: null,
    memory_per_node: null,
    accounts: null,
    kinds: [{ nodes: 2, cpus: 12, memory: 20 * GB }]
  },
  {
    name: 'gpu',
    description: '',
    internet: false,
    is_default: false,
    is_up: false,
    limit: null,
    default_limit: null,
    nodes_per_job: 1,
    cpus_per_node: 8,
    memory_per_node: 10 * GB,
    accounts: ['b'],
    kinds: [{ nodes: 1, cpus: 64, memory: 64 * GB, gpus: 4 }]
  }
];
const ACCOUNTS: Account[] = ['a', 'b'].map(name => ({
  name,
  description: '',
  is_default: name === 'a',
  partitions: name === 'b' ? ['gpu'] : [],
  qos: [],
  default_qos: null,
  balance: null
}));

const problems = (options: Record<string, string>): string[] =>
  problemsOf(options, PARTITIONS, ACCOUNTS, trans).map(
    ({ field, text }) => `${field}: ${text}`
  );

describe('The limits of a partition', () => {
  it.each<[Record<string, string>, string[]]>([
    [{}, []],
    [{ time: '8:00:00', mem: '20G', 'cpus-per-task': '12' }, []],
    [{ time: '8:00:01' }, ['time: short allows at most 8 h.']],
    [{ time: 'UNLIMITED' }, ['time: short allows at most 8 h.']],
    [{ mem: '21G' }, ['memory: A node of short has at most 20 GB.']],
    [{ mem: 'lots' }, ['memory: Write it as 4G or 500M.']],
    [
      { 'cpus-per-task': '13' },
      ['cpus-per-task: A task gets at most 12 cores in short.']
    ],
    [{ 'gpus-per-node': '1' }, ['gpus: short has no GPUs.']],
    [{ account: 'b' }, ['account: b can’t be used in short.']],
    [
      { partition: 'gpu', account: 'b', gres: 'gpu:a100:5' },
      [
        'partition: gpu starts no jobs at the moment.',
        'gpus: A node of gpu has at most 4 GPUs.'
      ]
    ],
    [
      { partition: 'nowhere' },
      ['partition: There is no partition nowhere that you may use.']
    ],
    [{ partition: 'short,gpu', time: '99-0' }, []]
  ])('%j: %j', (options, found) => {
    expect(problems(options)).toEqual(found);
  });

  it('knows the ways to write a time, an amount of memory and GPUs', () => {
    const times = [
      '30',
      '1:30',
      '1:00:00',
      '2-12',
      '1-0:30',
      'x',
      '',
      '1:2:3:4'
    ];
    expect(times.map(parseTime)).toEqual([
      1800,
      90,
      3600,
      216_000,
      88_200,
      null,
      null,
      null
    ]);
    expect(['500', '4G', '1t', '4 GB', 'x'].map(parseMemory)).toEqual([
      500 * 1024 ** 2,
      4 * GB,
      1024 * GB,
      4 * GB,
      null
    ]);
    expect(
      ['2', 'a100:2', 'gpu:2', 'gpu:a100:2', 'gpu', 'gpu:1,tmp:2'].map(
        parseGpus
      )
    ).toEqual([2, 2, 2, 2, 1, null]);
  });
});

describe('The options', () => {
  it('are read and written in the way that the script has', () => {
    expect(optionOf('memory', { 'mem-per-cpu': '1G' })).toBe('mem-per-cpu');
    expect(optionOf('memory', {})).toBe('mem');
    expect(optionOf('gpus', { gres: 'gpu:1' })).toBe('gres');
    expect(optionOf('time', {})).toBe('time');
    expect(otherOptions({ exclusive: '', time: '1', qos: 'low' })).toEqual([
      '--exclusive',
      '--qos=low'
    ]);
  });

  it('of a preset take the place of those that ask for the same', () => {
    const options = { mem: '1G', gres: 'gpu:1', time: '1' };
    const changes = changesOf({ 'mem-per-cpu': '2G', time: '5' }, options);
    expect(withChanges(options, changes)).toEqual({
      'mem-per-cpu': '2G',
      gres: 'gpu:1',
      time: '5'
    });
  });

  it('are remembered without what belongs to one job', () => {
    expect(
      worthRemembering({ array: '1-3', time: '1', 'job-name': 'x', mem: '1G' })
    ).toEqual({ time: '1', mem: '1G' });
  });

  it.each([
    ['a/job.sh', true],
    ['a.b/job', true],
    ['run.SLURM', true],
    ['data.csv', false],
    ['notebook.ipynb', false]
  ])('of %s: a script %p', (path, expected) => {
    expect(isScript(path)).toBe(expected);
  });
});
