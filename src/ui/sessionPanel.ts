/** The Session panel as other capabilities see it: a place that takes sections. */

import { Token } from '@lumino/coreutils';
import { IDisposable } from '@lumino/disposable';
import { Widget } from '@lumino/widgets';

/** A panel in which each capability has a section of its own, so that none has to know another. */
export interface ISessionPanel {
  /** Whether people see it now. */
  readonly isVisible: boolean;

  /**
   * Add a section.
   *
   * @param widget - The section; the panel owns it from now on.
   * @param rank - Lower ones stand higher: the job has 0, applications 100.
   * @returns What takes the section away again.
   */
  addSection(widget: Widget, rank: number): IDisposable;
}

export const ISessionPanel = new Token<ISessionPanel>(
  'hpclab:ISessionPanel',
  'The Session panel of hpclab, to which sections can be added.'
);
