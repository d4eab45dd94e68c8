/** The Jobs tab: which jobs, which of them, what can be done to them, the list, and a job's details beside it. */

import { TranslationBundle } from '@jupyterlab/translation';
import { refreshIcon } from '@jupyterlab/ui-components';
import { CommandRegistry } from '@lumino/commands';
import * as React from 'react';

import { Live } from '../api/live';
import { formatFigure } from '../ui/bytes';
import { Button } from '../ui/button';
import { Choices } from '../ui/choices';
import { EmptyState } from '../ui/emptyState';
import { errorText } from '../ui/errorText';
import { LiveRegion } from '../ui/liveRegion';
import { Notice } from '../ui/notice';
import { SearchBox } from '../ui/searchBox';
import { formatMoment } from '../ui/time';
import { useTranslation } from '../ui/translation';
import { useSignals } from '../ui/useSignal';
import { useWidth } from '../ui/useWidth';
import { ColumnKey, columnsOf, fittingColumns, IColumn, View } from './columns';
import { chooseColumns } from './columnsDialog';
import { ACTION_COMMANDS, SUBMIT_JOB } from './commandIds';
import { JobDetails } from './jobDetails';
import { JobList } from './jobList';
import type { Action, Days, JobsModel } from './model';
import {
  countStates,
  IJob,
  IJobRow,
  ISort,
  ofHistory,
  ofQueue,
  rowsOf
} from './rows';
import { isOver, stateText } from './words';

/** A job whose details shall be shown; another object each time that somebody wants to see it. */
export interface IWantedJob {
  job: string;
}

/** What the tab works with. */
export interface IJobsViewProps {
  model: JobsModel;
  commands: CommandRegistry;
  /** Whether the site shows everybody's jobs. */
  allowsAll: boolean;
  view: View;
  onView: (view: View) => void;
  wanted?: IWantedJob | null;
  columns: readonly ColumnKey[];
  onColumns: (columns: ColumnKey[]) => void;
}

/** Below this width, in pixels, details cover the list. */
const TWO_PANES = 860;

/** The list's width beside open details. */
const LIST_SHARE = 0.55;

/** One of the three lists, as the server answered it. */
interface IAnswer {
  jobs: IJob[];
  now: number;
  asOf: number | null;
  stale: string | null;
  reason: string | null;
}

/** The tab. */
export function JobsView(props: IJobsViewProps): React.JSX.Element {
  const { model, commands, view } = props;
  const trans = useTranslation();
  const live = liveOf(model, view);
  useSignals(model.mine.changed, model.all.changed, model.history.changed);
  const answer = useAnswer(live);
  const list = useListState(view, answer);
  const { show } = list;
  React.useEffect(() => {
    if (props.wanted) {
      show(props.wanted.job);
    }
  }, [props.wanted, show]);
  const box = React.useRef<HTMLDivElement>(null);
  const width = useWidth(box, 1200);
  const isWide = width >= TWO_PANES;
  const listedRow = list.rows.find(({ key }) => key === list.shown) ?? null;
  const shownRow = useLastRow(listedRow, list.shown);
  const columns = usableColumns(props, trans);
  const hasDetails = list.shown !== null;
  const room = (hasDetails && isWide ? width * LIST_SHARE : width) - 60;
  const user = model.mine.value?.user ?? model.all.value?.user ?? null;
  const canChange = (row: IJobRow): boolean =>
    (view !== 'all' || row.job.user === user) && !isOver(row.job.state);

  return (
    <div
      ref={box}
      role="region"
      aria-label={trans.__('Jobs')}
      className={`hpclab-Jobs${hasDetails ? ' hpclab-mod-details' : ''}${isWide ? '' : ' hpclab-mod-narrow'}`}
    >
      <div className="hpclab-Jobs-main">
        <Toolbar {...props} live={live} answer={answer} list={list} />
        <Notices live={live} answer={answer} />
        {answer && list.rows.length > 0 ? (
          <>
            <SelectionBar view={view} list={list} commands={commands} />
            <JobList
              key={view}
              rows={list.rows}
              columns={fittingColumns(columns, room)}
              now={answer.now}
              sort={list.sort}
              selected={list.selected}
              shown={list.shown}
              isSelectable={view === 'history' ? null : canChange}
              onSort={column => list.sortBy(column, answer.now)}
              onSelect={list.select}
              onSelectAll={isSelected => list.selectAll(isSelected, canChange)}
              onFold={list.fold}
              onShow={row => list.show(row.key)}
            />
          </>
        ) : (
          <Nothing view={view} live={live} answer={answer} list={list} />
        )}
      </div>
      {list.shown !== null && (
        <JobDetails
          key={list.shown}
          model={model}
          commands={commands}
          job={list.shown}
          row={shownRow}
          isListed={listedRow !== null}
          onClose={() => list.show(null)}
        />
      )}
    </div>
  );
}

type AnyLive = JobsModel['mine'] | JobsModel['history'];

function liveOf(model: JobsModel, view: View): AnyLive {
  return view === 'history' ? model.history : model[view];
}

/** The answer in the list's shape; worked out once for each answer. */
function useAnswer(live: AnyLive): IAnswer | null {
  const { value } = live as Live<
    NonNullable<JobsModel['mine']['value'] | JobsModel['history']['value']>
  >;
  return React.useMemo(() => {
    if (!value) {
      return null;
    }
    const jobs =
      'user' in value
        ? (value.jobs ?? []).map(ofQueue)
        : (value.jobs ?? []).map(ofHistory);
    return {
      jobs,
      now: value.now,
      asOf: value.as_of ?? null,
      stale: value.stale ?? null,
      reason: value.reason ?? null
    };
  }, [value]);
}

/** The row of the job that is shown, as the list had it last: it may have left the queue, or be filtered out. */
function useLastRow(row: IJobRow | null, shown: string | null): IJobRow | null {
  const last = React.useRef(row);
  if (row || last.current?.key !== shown) {
    last.current = row;
  }
  return last.current;
}

/** What a person has set of the list. */
interface IListState {
  rows: readonly IJobRow[];
  search: string;
  setSearch: (search: string) => void;
  state: string;
  setState: (state: string) => void;
  sort: ISort | null;
  sortBy: (column: IColumn | null, now: number) => void;
  selected: ReadonlySet<string>;
  select: (key: string, isSelected: boolean) => void;
  selectAll: (isSelected: boolean, may: (row: IJobRow) => boolean) => void;
  fold: (key: string) => void;
  shown: string | null;
  show: (key: string | null) => void;
}

function useListState(view: View, answer: IAnswer | null): IListState {
  const [search, setSearch] = React.useState('');
  const [state, setState] = React.useState('');
  const [sort, setSort] = React.useState<ISort | null>(null);
  const [open, setOpen] = React.useState<ReadonlySet<string>>(new Set());
  const [chosen, setChosen] = React.useState<ReadonlySet<string>>(new Set());
  const [shown, show] = React.useState<string | null>(null);
  const wanted = React.useDeferredValue(search);
  const jobs = answer?.jobs;
  React.useEffect(() => {
    // Another list has other jobs and columns.
    setSort(null);
    setState('');
    setChosen(new Set());
    show(null);
  }, [view]);
  const rows = React.useMemo(
    () =>
      rowsOf(jobs ?? [], {
        search: wanted,
        states: new Set(state ? [state] : []),
        sort,
        open
      }),
    [jobs, wanted, state, sort, open]
  );
  // What has left the list isn't selected any more.
  const selected = React.useMemo(
    () => new Set(rows.map(({ key }) => key).filter(key => chosen.has(key))),
    [rows, chosen]
  );
  return {
    rows,
    search,
    setSearch,
    state,
    setState,
    sort,
    sortBy: (column, now) => setSort(nextSort(sort, column, now)),
    selected,
    select: (key, isSelected) => setChosen(toggled(selected, key, isSelected)),
    selectAll: (isSelected, may) =>
      setChosen(
        new Set(
          isSelected
            ? rows.filter(row => !row.isPart && may(row)).map(({ key }) => key)
            : []
        )
      ),
    fold: key => setOpen(toggled(open, key, !open.has(key))),
    shown,
    show
  };
}

function toggled(
  keys: ReadonlySet<string>,
  key: string,
  isIn: boolean
): Set<string> {
  const next = new Set(keys);
  if (isIn) {
    next.add(key);
  } else {
    next.delete(key);
  }
  return next;
}

/** Up, then down, then as Slurm has them. */
function nextSort(
  sort: ISort | null,
  column: IColumn | null,
  now: number
): ISort | null {
  if (!column || (sort?.column === column.key && sort.descending)) {
    return null;
  }
  return {
    column: column.key,
    value: row => column.value(row, now),
    descending: sort?.column === column.key
  };
}

function usableColumns(
  { view, columns }: IJobsViewProps,
  trans: TranslationBundle
): IColumn[] {
  return columnsOf(trans).filter(
    column => column.views.includes(view) && columns.includes(column.key)
  );
}

interface IPartProps {
  view: View;
  live: AnyLive;
  answer: IAnswer | null;
  list: IListState;
}

function Toolbar({
  model,
  commands,
  allowsAll,
  view,
  onView,
  columns,
  onColumns,
  live,
  answer,
  list
}: IJobsViewProps & IPartProps): React.JSX.Element {
  const trans = useTranslation();
  const states = React.useMemo(
    () => countStates(answer?.jobs ?? []),
    [answer?.jobs]
  );
  return (
    <div
      className="hpclab-Jobs-toolbar"
      role="toolbar"
      aria-label={trans.__('Jobs')}
    >
      <Choices<View>
        name={trans.__('Which jobs')}
        value={view}
        onChange={onView}
        choices={[
          { value: 'mine', label: trans.__('My queue') },
          ...(allowsAll
            ? [{ value: 'all' as const, label: trans.__('All queues') }]
            : []),
          { value: 'history', label: trans.__('History') }
        ]}
      />
      {view === 'history' && (
        <Choices<Days>
          name={trans.__('How far back')}
          value={model.days}
          onChange={days => (model.days = days)}
          choices={[
            { value: 1, label: trans.__('1 day') },
            { value: 7, label: trans.__('7 days') },
            { value: 30, label: trans.__('30 days') }
          ]}
        />
      )}
      <SearchBox
        name={trans.__('Search jobs')}
        value={list.search}
        onChange={list.setSearch}
      />
      <select
        className="hpclab-Select"
        aria-label={trans.__('State')}
        value={list.state}
        onChange={({ currentTarget }) => list.setState(currentTarget.value)}
      >
        <option value="">{trans.__('All states')}</option>
        {states.map(([state, count]) => (
          <option key={state} value={state}>
            {`${stateText(state, trans)} · ${formatFigure(count)}`}
          </option>
        ))}
      </select>
      {commands.hasCommand(SUBMIT_JOB) && (
        <Button
          kind="primary"
          onClick={() => void commands.execute(SUBMIT_JOB)}
        >
          {trans.__('Submit job…')}
        </Button>
      )}
      <Button
        onClick={() =>
          void chooseColumns(
            columnsOf(trans).filter(({ views }) => views.includes(view)),
            columns,
            onColumns,
            trans
          )
        }
      >
        {trans.__('Columns…')}
      </Button>
      <Button
        icon={refreshIcon}
        name={trans.__('Refresh jobs')}
        busy={live.isAsking}
        onClick={() => void live.refresh()}
      />
    </div>
  );
}

function Notices({
  live,
  answer
}: Pick<IPartProps, 'live' | 'answer'>): React.JSX.Element {
  const trans = useTranslation();
  const asOf = answer?.asOf ?? null;
  return (
    <>
      {live.error && (
        <Notice level="error" detail={live.error.detail}>
          {errorText(live.error, trans)}
        </Notice>
      )}
      {answer?.stale && asOf !== null && (
        <Notice level="warning">
          {answer.stale}{' '}
          {trans.__(
            'This list is of %1.',
            formatMoment(asOf, answer.now, trans)
          )}
        </Notice>
      )}
    </>
  );
}

/** What can be done to the jobs that are selected; it keeps its place, so that nothing jumps. */
function SelectionBar({
  view,
  list: { rows, selected },
  commands
}: Pick<IPartProps, 'view' | 'list'> & {
  commands: CommandRegistry;
}): React.JSX.Element {
  const trans = useTranslation();
  const count = selected.size;
  const total = rows.filter(({ isPart }) => !isPart).length;
  const act = (action: Action): void =>
    void commands.execute(ACTION_COMMANDS[action], { jobs: [...selected] });
  const text = count
    ? trans._n(
        '%2 job selected',
        '%2 jobs selected',
        count,
        formatFigure(count)
      )
    : trans._n('%2 job', '%2 jobs', total, formatFigure(total));
  return (
    <div className="hpclab-Jobs-selection">
      <span className="hpclab-mod-secondary">{text}</span>
      <LiveRegion text={count ? text : ''} />
      {view !== 'history' && (
        <span className="hpclab-Jobs-actions">
          <Button disabled={!count} onClick={() => act('cancel')}>
            {trans.__('Cancel…')}
          </Button>
          <Button disabled={!count} onClick={() => act('hold')}>
            {trans.__('Hold')}
          </Button>
          <Button disabled={!count} onClick={() => act('release')}>
            {trans.__('Release')}
          </Button>
          <Button disabled={!count} onClick={() => act('requeue')}>
            {trans.__('Requeue…')}
          </Button>
        </span>
      )}
    </div>
  );
}

function Nothing({
  view,
  live,
  answer,
  list
}: IPartProps): React.JSX.Element | null {
  const trans = useTranslation();
  if (!answer) {
    return live.error ? null : (
      <p className="hpclab-Jobs-waiting">{trans.__('Asking Slurm…')}</p>
    );
  }
  if (answer.reason) {
    return (
      <EmptyState title={trans.__('The jobs can’t be listed now')}>
        {answer.reason}
      </EmptyState>
    );
  }
  if (answer.jobs.length) {
    return (
      <EmptyState
        title={trans.__('No job fits')}
        action={
          <Button
            kind="outlined"
            onClick={() => {
              list.setSearch('');
              list.setState('');
            }}
          >
            {trans.__('Show all jobs')}
          </Button>
        }
      />
    );
  }
  return view === 'history' ? (
    <EmptyState title={trans.__('You had no jobs in this time')} />
  ) : (
    <EmptyState title={trans.__('No jobs in the queue')}>
      {trans.__('What you submit with sbatch shows up here.')}
    </EmptyState>
  );
}
