/** A notice above a notebook or console: its kernel died, and why. */

import { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import { Message } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import * as React from 'react';

import { Notice } from '../ui/notice';
import { formatMoment } from '../ui/time';
import { TranslationContext, useTranslation } from '../ui/translation';
import { adviceText, causeText, KernelDeath } from './words';

/** Pixels above and below the text, as in the style. */
const PADDING = 12;

/** The notice as a widget, which goes when it is dismissed. */
export class DeathNotice extends ReactWidget {
  constructor(
    private readonly _death: KernelDeath,
    private readonly _trans: TranslationBundle
  ) {
    super();
    this.addClass('hpclab-KernelDeath');
  }

  protected override render(): React.JSX.Element {
    return (
      <TranslationContext.Provider value={this._trans}>
        <DeathText death={this._death} onDismiss={() => this.dispose()} />
      </TranslationContext.Provider>
    );
  }

  protected override onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    void this.renderPromise?.then(() => this._takePlace());
  }

  protected override onResize(message: Widget.ResizeMessage): void {
    super.onResize(message);
    this._takePlace();
  }

  /** Lumino's layouts give a widget only the height that its style asks for. */
  private _takePlace(): void {
    const text = this.node.firstElementChild;
    const height = text ? `${text.scrollHeight + PADDING}px` : '';
    if (this.node.style.minHeight !== height) {
      this.node.style.minHeight = height;
      this.parent?.fit();
    }
  }
}

/** What it says. */
export function DeathText({
  death,
  onDismiss
}: {
  death: KernelDeath;
  onDismiss: () => void;
}): React.JSX.Element {
  const trans = useTranslation();
  return (
    <Notice
      level="error"
      title={trans.__(
        'The kernel died, %1',
        formatMoment(death.at, Date.now() / 1000, trans)
      )}
      onDismiss={onDismiss}
    >
      {causeText(death, trans)} {adviceText(death, trans)}{' '}
      {trans.__('Its variables are lost; a new kernel starts in its place.')}
    </Notice>
  );
}
