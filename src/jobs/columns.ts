/** The columns of the list: what each shows, by what it sorts, and which fit. */

import { TranslationBundle } from '@jupyterlab/translation';

import { formatFigure, formatShare } from '../ui/bytes';
import { efficiencyOf } from './efficiency';
import { IJobRow } from './rows';
import { elapsedOf, momentText, statesText, timeText } from './words';

/** The lists that a column can stand in. */
export type View = 'mine' | 'all' | 'history';

/** The columns' names in the settings. */
export const COLUMN_KEYS = [
  'id',
  'state',
  'user',
  'time',
  'start',
  'end',
  'reason',
  'cpu',
  'memory',
  'partition',
  'cores',
  'gpus',
  'account',
  'qos',
  'nodes',
  'submitted',
  'exit'
] as const;
export type ColumnKey = (typeof COLUMN_KEYS)[number];

/** Columns that are shown at first. */
export const DEFAULT_COLUMNS: readonly ColumnKey[] = [
  'id',
  'state',
  'user',
  'time',
  'start',
  'end',
  'reason',
  'cpu',
  'memory',
  'partition',
  'cores'
];

/** A column. */
export interface IColumn {
  key: ColumnKey;
  heading: string;
  /** In pixels. */
  width: number;
  /** Figures stand to the right. */
  isFigure?: boolean;
  views: readonly View[];
  text: (row: IJobRow, now: number) => string;
  /** What it sorts by. */
  value: (row: IJobRow, now: number) => number | string | null;
}

/** What the name needs, in pixels. */
const NAME_WIDTH = 150;

const QUEUE: readonly View[] = ['mine', 'all'];
const EVERYWHERE: readonly View[] = ['mine', 'all', 'history'];

/** All columns; those that matter most come first. */
export function columnsOf(trans: TranslationBundle): IColumn[] {
  const text = (
    key: 'user' | 'account' | 'partition' | 'qos' | 'nodes' | 'reason',
    heading: string,
    width: number,
    views: readonly View[] = EVERYWHERE
  ): IColumn => ({
    key,
    heading,
    width,
    views,
    text: ({ job }) => job[key] ?? '',
    value: ({ job }) => job[key] || null
  });
  const moment = (
    key: 'start' | 'end' | 'submitted',
    heading: string,
    views: readonly View[]
  ): IColumn => ({
    key,
    heading,
    width: 130,
    views,
    text: ({ job }, now) => momentText(job[key], now, trans),
    value: ({ job }) => job[key]
  });
  const share = (
    key: 'cpu' | 'memory',
    heading: string,
    width: number,
    shown: (row: IJobRow) => string
  ): IColumn => ({
    key,
    heading,
    width,
    isFigure: true,
    views: ['history'],
    text: shown,
    value: ({ job }) => job.past && efficiencyOf(job.past)[key]
  });
  return [
    {
      key: 'id',
      heading: trans.__('Job'),
      width: 80,
      views: EVERYWHERE,
      text: ({ key }) => key,
      value: ({ key }) => key
    },
    {
      key: 'state',
      heading: trans.__('State'),
      width: 140,
      views: EVERYWHERE,
      text: row => statesText(row, trans),
      value: ({ job }) => job.state
    },
    text('user', trans.__('User'), 90, ['all']),
    {
      key: 'time',
      heading: trans.__('Time'),
      width: 130,
      views: EVERYWHERE,
      text: (row, now) => timeText(row, now, trans),
      value: ({ job }, now) => elapsedOf(job, now)
    },
    moment('start', trans.__('Start'), QUEUE),
    moment('end', trans.__('End'), ['history']),
    text('reason', trans.__('Why it waits'), 130, QUEUE),
    share('cpu', trans.__('CPU used'), 80, ({ job }) =>
      percent(job.past && efficiencyOf(job.past).cpu)
    ),
    share('memory', trans.__('Memory used'), 130, ({ job }) =>
      job.past?.peak_memory
        ? formatShare(job.past.peak_memory, job.past.memory, trans)
        : ''
    ),
    text('partition', trans.__('Partition'), 100),
    {
      key: 'cores',
      heading: trans.__('Cores'),
      width: 60,
      isFigure: true,
      views: EVERYWHERE,
      text: ({ job }) => (job.cpus === null ? '' : formatFigure(job.cpus)),
      value: ({ job }) => job.cpus
    },
    {
      key: 'gpus',
      heading: trans.__('GPUs'),
      width: 60,
      isFigure: true,
      views: EVERYWHERE,
      text: ({ job }) => (job.gpus === null ? '' : formatFigure(job.gpus)),
      value: ({ job }) => job.gpus
    },
    text('account', trans.__('Account'), 110),
    text('qos', trans.__('QOS'), 90),
    text('nodes', trans.__('Nodes'), 120),
    moment('submitted', trans.__('Submitted'), EVERYWHERE),
    {
      key: 'exit',
      heading: trans.__('Exit status'),
      width: 90,
      isFigure: true,
      views: ['history'],
      text: ({ job }) => String(job.past?.exit_code ?? ''),
      value: ({ job }) => job.past?.exit_code ?? null
    }
  ];
}

/** The columns that a list of some width has room for, in their order; those that matter most are kept. */
export function fittingColumns(
  columns: readonly IColumn[],
  width: number
): IColumn[] {
  let left = width - NAME_WIDTH;
  return columns.filter(column => {
    left -= column.width;
    return left >= 0;
  });
}

function percent(share: number | null): string {
  return share === null ? '' : `${Math.round(Math.min(share, 9.99) * 100)} %`;
}
