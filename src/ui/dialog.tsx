/** Dialogs: asked and shown alike everywhere, in the person's language and with an accessible name. */

import { Dialog } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import { ISignal } from '@lumino/signaling';
import * as React from 'react';

import { TranslationContext } from './translation';

/** What a dialog says. */
export interface IDialogOptions {
  /** Its heading and accessible name. */
  title: string;
  /** Gives what is shown now. */
  draw: () => React.JSX.Element;
  /** Says that this is something else. */
  changed?: ISignal<unknown, unknown>;
  trans: TranslationBundle;
}

/** What a dialog asks. */
export interface IQuestionOptions extends IDialogOptions {
  /** The button that agrees. */
  accept: string;
  /** Something may be lost: refusing is the default. */
  warns?: boolean;
}

/** Ask, and say whether the person agreed. */
export function ask(options: IQuestionOptions): Promise<boolean> {
  const { accept: label, warns = false, trans } = options;
  const refuse = Dialog.cancelButton({ label: trans.__('Cancel') });
  return warns
    ? launch(options, [refuse, Dialog.warnButton({ label })], 0)
    : launch(options, [refuse, Dialog.okButton({ label })], 1);
}

/** Show something until the person has seen enough. */
export async function tell(options: IDialogOptions): Promise<void> {
  const label = options.trans.__('Close');
  await launch(options, [Dialog.okButton({ label })], 0);
}

async function launch(
  { title, draw, changed, trans }: IDialogOptions,
  buttons: readonly Dialog.IButton[],
  defaultButton: number
): Promise<boolean> {
  const body = new DialogBody(draw, trans, changed);
  const dialog = new Dialog({ title, body, buttons, defaultButton });
  // JupyterLab names only dialogs whose body is a text.
  dialog.node.setAttribute('aria-label', title);
  return (await dialog.launch()).button.accept;
}

/** The body of a dialog that is drawn anew when a signal says so. */
class DialogBody extends ReactWidget {
  constructor(
    private readonly _draw: () => React.JSX.Element,
    private readonly _trans: TranslationBundle,
    changed?: ISignal<unknown, unknown>
  ) {
    super();
    this.addClass('hpclab-DialogBody');
    changed?.connect(() => this.update(), this);
  }

  protected override render(): React.JSX.Element {
    return (
      <TranslationContext.Provider value={this._trans}>
        {this._draw()}
      </TranslationContext.Provider>
    );
  }
}
