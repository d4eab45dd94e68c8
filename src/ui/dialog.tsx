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
  /** A CSS selector of what has the focus at first; by default the button that closes it. */
  focus?: string;
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

/** Let somebody choose by a button in the dialog; null where they close it. */
export async function choose<T>({
  draw,
  ...options
}: Omit<IDialogOptions, 'draw'> & {
  /** Gives what is shown now; its buttons tell what was chosen. */
  draw: (onChoose: (choice: T) => void) => React.JSX.Element;
}): Promise<T | null> {
  let chosen: T | null = null;
  const label = options.trans.__('Close');
  const dialog = build(
    {
      ...options,
      draw: () =>
        draw(choice => {
          chosen = choice;
          dialog.reject();
        })
    },
    [Dialog.cancelButton({ label })],
    0
  );
  await dialog.launch();
  return chosen;
}

async function launch(
  options: IDialogOptions,
  buttons: readonly Dialog.IButton[],
  defaultButton: number
): Promise<boolean> {
  const dialog = build(options, buttons, defaultButton);
  return (await dialog.launch()).button.accept;
}

function build(
  { title, draw, changed, focus, trans }: IDialogOptions,
  buttons: readonly Dialog.IButton[],
  defaultButton: number
): Dialog<unknown> {
  const dialog = new Dialog({
    title,
    body: new DialogBody(draw, trans, changed),
    buttons,
    defaultButton,
    focusNodeSelector: focus
  });
  // JupyterLab names only dialogs whose body is a text.
  dialog.node.setAttribute('aria-label', title);
  return dialog;
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
