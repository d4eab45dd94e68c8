/** The Jobs tab in the main area; Slurm is asked only while it is seen. */

import { ILayoutRestorer, JupyterFrontEnd } from '@jupyterlab/application';
import { MainAreaWidget, WidgetTracker } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import { IDisposable } from '@lumino/disposable';
import { Message } from '@lumino/messaging';
import * as React from 'react';

import { TranslationContext } from '../ui/translation';
import { ColumnKey, DEFAULT_COLUMNS, View } from './columns';
import { OPEN_JOBS } from './commandIds';
import { jobsIcon } from './icons';
import type { JobsModel } from './model';
import { IWantedJob, JobsView } from './view';

/** Seconds between two questions while the tab is seen: the queue's, and the history's, which changes slowly. */
const PACE = { queue: 15, history: 900 };

/** What the tab works with. */
export interface IJobsTabContext {
  app: JupyterFrontEnd;
  model: JobsModel;
  trans: TranslationBundle;
  restorer: ILayoutRestorer | null;
  allowsAll: boolean;
  columns: IColumnChoice;
}

/** The columns that a person has chosen. */
export interface IColumnChoice {
  get: () => readonly ColumnKey[];
  set: (columns: ColumnKey[]) => void;
}

/** Add the command that opens the tab, the one that is there where there is one. */
export function addOpenCommand(context: IJobsTabContext): void {
  const { app, trans, restorer } = context;
  const tracker = new WidgetTracker<MainAreaWidget<JobsBody>>({
    namespace: 'hpclab-jobs'
  });
  const open = (): MainAreaWidget<JobsBody> => {
    const tab = new MainAreaWidget({ content: new JobsBody(context) });
    void tracker.add(tab);
    app.shell.add(tab, 'main', { type: 'Jobs' });
    return tab;
  };
  app.commands.addCommand(OPEN_JOBS, {
    // The Launcher's cards say what they open, menus what they do.
    label: args => ('cwd' in args ? trans.__('Jobs') : trans.__('Open Jobs')),
    caption: trans.__('Show the queue, the history and the output of jobs'),
    icon: jobsIcon,
    describedBy: {
      args: {
        type: 'object',
        properties: {
          job: {
            type: 'string',
            description: trans.__('One of your jobs, to show its details')
          },
          view: {
            type: 'string',
            enum: ['history'],
            description: trans.__('Which list to show; by default the last one')
          }
        }
      }
    },
    execute: args => {
      const tab = tracker.currentWidget ?? open();
      const isOfPast = args['view'] === 'history';
      if (isOfPast) {
        tab.content.showList('history');
      }
      app.shell.activateById(tab.id);
      if (typeof args['job'] === 'string') {
        tab.content.showJob(args['job'], isOfPast ? 'history' : 'mine');
      }
    }
  });
  void restorer?.restore(tracker, { command: OPEN_JOBS, name: () => 'jobs' });
}

class JobsBody extends ReactWidget {
  constructor(private readonly _context: IJobsTabContext) {
    super();
    const { trans, columns } = _context;
    this._columns = columns.get();
    this.addClass('hpclab-Panel');
    this.node.tabIndex = -1;
    this.title.label = trans.__('Jobs');
    this.title.icon = jobsIcon;
  }

  override dispose(): void {
    this._watch(false);
    super.dispose();
  }

  /** Show one of the lists. */
  showList(view: View): void {
    this._view = view;
    this._watch(this.isVisible);
    this.update();
  }

  /** Show the details of one of my jobs. */
  showJob(job: string, view: View): void {
    this._view = view;
    this._wanted = { job };
    this._watch(this.isVisible);
    this.update();
  }

  protected override render(): React.JSX.Element {
    const { model, app, trans, allowsAll } = this._context;
    return (
      <TranslationContext.Provider value={trans}>
        <JobsView
          model={model}
          commands={app.commands}
          allowsAll={allowsAll}
          view={this._view}
          onView={view => this.showList(view)}
          wanted={this._wanted}
          columns={this._columns}
          onColumns={columns => {
            this._columns = columns;
            this._context.columns.set(columns);
            this.update();
          }}
        />
      </TranslationContext.Provider>
    );
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    this._watch(true);
  }

  protected override onAfterHide(message: Message): void {
    super.onAfterHide(message);
    this._watch(false);
  }

  protected override onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    this._watch(this.isVisible);
  }

  protected override onBeforeDetach(message: Message): void {
    this._watch(false);
    super.onBeforeDetach(message);
  }

  private _watch(isSeen: boolean): void {
    this._watching?.dispose();
    const { model } = this._context;
    this._watching = !isSeen
      ? null
      : this._view === 'history'
        ? model.history.watch({ every: PACE.history })
        : model[this._view].watch({ every: PACE.queue });
  }

  private _watching: IDisposable | null = null;
  private _view: View = 'mine';
  private _wanted: IWantedJob | null = null;
  private _columns: readonly ColumnKey[] = DEFAULT_COLUMNS;
}
