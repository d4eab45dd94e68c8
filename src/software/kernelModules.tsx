/** In the toolbar of notebooks and consoles: the modules that the kernel started with, and whether they're old. */

import {
  ISessionContext,
  IToolbarWidgetRegistry,
  Notification
} from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import { IDisposable } from '@lumino/disposable';
import { Message } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import * as React from 'react';

import { Button } from '../ui/button';
import { ask, tell } from '../ui/dialog';
import { softwareIcon } from './icons';
import type { IKernels } from '../ui/kernels';
import type { ModuleUser, UsersModel } from './usersModel';

/** The toolbars, by the names that JupyterLab gives them; the schema says where in them it stands. */
const TOOLBARS = ['Notebook', 'ConsolePanel'];

const ITEM = 'hpclabModules';

/** What the item works with. */
export interface IKernelModulesContext {
  users: UsersModel;
  kernels: IKernels;
  trans: TranslationBundle;
}

/** Add the item to the toolbars of what has a kernel. */
export function addToToolbars(
  registry: IToolbarWidgetRegistry,
  context: IKernelModulesContext
): void {
  for (const toolbar of TOOLBARS) {
    registry.addFactory<Widget & { sessionContext?: ISessionContext }>(
      toolbar,
      ITEM,
      ({ sessionContext }) =>
        sessionContext
          ? new KernelModulesItem(sessionContext, context)
          : new Widget()
    );
  }
}

/** The item; nothing while it isn't known what the kernel started with. */
export class KernelModulesItem extends ReactWidget {
  constructor(
    private readonly _session: ISessionContext,
    private readonly _context: IKernelModulesContext
  ) {
    super();
    this.addClass('hpclab-KernelModules');
    _context.users.stateChanged.connect(this._onChange, this);
    _session.kernelChanged.connect(this._onChange, this);
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._context.users.stateChanged.disconnect(this._onChange, this);
    this._session.kernelChanged.disconnect(this._onChange, this);
    this._watching?.dispose();
    super.dispose();
  }

  protected override render(): React.JSX.Element | null {
    const { trans } = this._context;
    const user = this._user;
    if (!user || user.stale === null) {
      return null;
    }
    return (
      <Button
        icon={softwareIcon}
        name={
          user.stale
            ? trans.__('Older modules: this kernel started before they changed')
            : trans.__('Modules of this kernel')
        }
        onClick={() => void this._show(user)}
      >
        {user.stale ? trans.__('Older modules') : undefined}
      </Button>
    );
  }

  // The server is asked only while somebody sees the toolbar.

  protected override onAfterShow(msg: Message): void {
    super.onAfterShow(msg);
    this._watch(true);
  }

  protected override onAfterHide(msg: Message): void {
    super.onAfterHide(msg);
    this._watch(false);
  }

  protected override onAfterAttach(msg: Message): void {
    super.onAfterAttach(msg);
    this._watch(this.isVisible);
  }

  protected override onBeforeDetach(msg: Message): void {
    this._watch(false);
    super.onBeforeDetach(msg);
  }

  /** The kernel among those that run with modules. */
  private get _user(): ModuleUser | undefined {
    const kernel = this._session.session?.kernel?.id;
    return kernel === undefined
      ? undefined
      : this._context.users.ofKernel(kernel);
  }

  private async _show(user: ModuleUser): Promise<void> {
    const { trans, kernels, users } = this._context;
    const question = {
      title: trans.__('Modules of %1', user.name),
      draw: () => <StartedWith user={user} trans={trans} />,
      trans
    };
    if (user.stale !== true) {
      await tell(question);
      return;
    }
    const accept = trans.__('Restart kernel');
    if (!(await ask({ ...question, accept, warns: true }))) {
      return;
    }
    try {
      await kernels.restart(user.id);
    } catch (error) {
      Notification.error(
        trans.__(
          'The kernel of %1 was not restarted: %2',
          user.name,
          String(error)
        )
      );
    }
    await users.refresh();
  }

  private _watch(isSeen: boolean): void {
    this._watching?.dispose();
    this._watching = isSeen ? this._context.users.watch() : null;
  }

  private _onChange(): void {
    this.update();
  }

  private _watching: IDisposable | null = null;
}

/** What a kernel started with, and what a restart would do. */
function StartedWith({
  user,
  trans
}: {
  user: ModuleUser;
  trans: TranslationBundle;
}): React.JSX.Element {
  return (
    <>
      <p>
        {user.modules.length
          ? trans.__('This kernel started with:')
          : trans.__('This kernel started without modules.')}
      </p>
      <ul className="hpclab-PlanView-list">
        {user.modules.map(module => (
          <li key={module} className="hpclab-PlanView-line">
            {module}
          </li>
        ))}
      </ul>
      {user.stale === true && (
        <p>
          {trans.__(
            'Other modules are loaded now. A restarted kernel has them; its variables are lost.'
          )}
        </p>
      )}
    </>
  );
}
