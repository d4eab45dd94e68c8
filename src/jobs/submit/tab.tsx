/** A tab of the main area in which a job is prepared and submitted. */

import { JupyterFrontEnd } from '@jupyterlab/application';
import {
  MainAreaWidget,
  Notification,
  WidgetTracker
} from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import { UUID } from '@lumino/coreutils';
import * as React from 'react';

import type { ApiClient } from '../../api/client';
import { TranslationContext } from '../../ui/translation';
import { OPEN_JOBS } from '../commandIds';
import { jobsIcon } from '../icons';
import { SubmitForm } from './form';
import type { LastUsed } from './lastUsed';
import { ISource, SubmissionModel } from './model';
import type { Options } from './options';
import { Targets } from './targets';

/** The tabs that are open. */
export type SubmitTracker = WidgetTracker<MainAreaWidget<SubmitBody>>;

/** What the tabs work with. */
export interface ISubmitContext {
  app: JupyterFrontEnd;
  client: ApiClient;
  targets: Targets;
  lastUsed: LastUsed;
  tracker: SubmitTracker;
  trans: TranslationBundle;
}

/** Open a tab for a script. */
export function openSubmitTab(context: ISubmitContext, source: ISource): void {
  const { app, tracker } = context;
  const tab = new MainAreaWidget({
    content: new SubmitBody(context, { form: UUID.uuid4(), ...source })
  });
  void tracker.add(tab);
  tab.content.changed.connect(() => void tracker.save(tab));
  app.shell.add(tab, 'main', { type: 'Submit job' });
  app.shell.activateById(tab.id);
}

/** The form in its tab. */
export class SubmitBody extends ReactWidget {
  constructor(
    private readonly _context: ISubmitContext,
    source: ISource
  ) {
    super();
    const { client, targets, trans } = _context;
    this.addClass('hpclab-Panel');
    this.node.tabIndex = -1;
    this.title.label = trans.__('Submit Job');
    this.title.caption = source.path ?? '';
    this.title.icon = jobsIcon;
    this._model = new SubmissionModel(client, source);
    void this._model.load();
    void targets.load();
    void this._readLastUsed();
  }

  /** Emitted when the form has changed. */
  get changed(): SubmissionModel['changed'] {
    return this._model.changed;
  }

  /** What opens it again as it is now. */
  get kept(): ISource {
    return this._model.kept;
  }

  override dispose(): void {
    this._model.dispose();
    super.dispose();
  }

  protected override render(): React.JSX.Element {
    const { targets, trans } = this._context;
    return (
      <TranslationContext.Provider value={trans}>
        <SubmitForm
          model={this._model}
          targets={targets}
          lastUsed={this._lastUsed}
          onSubmit={() => void this._submit()}
        />
      </TranslationContext.Provider>
    );
  }

  private async _submit(): Promise<void> {
    const { app, lastUsed, trans } = this._context;
    const id = await this._model.submit();
    if (id === null) {
      return;
    }
    Notification.success(trans.__('Job %1 is submitted.', id), {
      autoClose: 10_000,
      actions: [
        {
          label: trans.__('Show job'),
          callback: () => void app.commands.execute(OPEN_JOBS, { job: id })
        }
      ]
    });
    lastUsed.keep(this._model.options);
    this.parent?.dispose();
  }

  private async _readLastUsed(): Promise<void> {
    this._lastUsed = await this._context.lastUsed.read();
    if (!this.isDisposed) {
      this.update();
    }
  }

  private readonly _model: SubmissionModel;
  private _lastUsed: Options | null = null;
}
