/** Long text of tools in a dialog: shown as it is, to be scrolled, read and copied. */

import { ReactWidget } from '@jupyterlab/ui-components';
import { ISignal } from '@lumino/signaling';
import * as React from 'react';

/** What is shown. */
export interface IPlainTextProps {
  /** Its accessible name. */
  name: string;
  text: string;
  /** Begin at the end, as one reads a log. */
  fromEnd?: boolean;
}

/** Text in a box that scrolls; as long as its end is in sight, the end stays in sight. */
export function PlainText({
  name,
  text,
  fromEnd = false
}: IPlainTextProps): React.JSX.Element {
  const box = React.useRef<HTMLPreElement>(null);
  const followsEnd = React.useRef(fromEnd);
  React.useLayoutEffect(() => {
    if (box.current && followsEnd.current) {
      box.current.scrollTop = box.current.scrollHeight;
    }
  }, [text]);
  return (
    <pre
      ref={box}
      className="hpclab-PlainText"
      role="region"
      aria-label={name}
      tabIndex={0}
      onScroll={({
        currentTarget: { scrollTop, scrollHeight, clientHeight }
      }) => {
        followsEnd.current =
          fromEnd && scrollHeight - scrollTop - clientHeight < 8;
      }}
    >
      {text}
    </pre>
  );
}

/** The body of a dialog that is drawn anew when a signal says so. */
export class DialogBody extends ReactWidget {
  /**
   * @param _draw - Gives what is shown now.
   * @param changed - Says that it is something else.
   */
  constructor(
    private readonly _draw: () => React.JSX.Element,
    changed?: ISignal<unknown, unknown>
  ) {
    super();
    this.addClass('hpclab-DialogBody');
    changed?.connect(() => this.update(), this);
  }

  protected override render(): React.JSX.Element {
    return this._draw();
  }
}
