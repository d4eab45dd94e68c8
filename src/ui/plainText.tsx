/** Long text of tools: shown as it is, to be scrolled, read and copied. */

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
