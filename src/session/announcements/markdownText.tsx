/** A text in Markdown; until it is drawn, and where nobody draws, it is plain text. */

import * as React from 'react';

import { DrawMarkdown } from './markdown';

/** The text, and who draws it. */
export interface IMarkdownTextProps {
  text: string;
  draw: DrawMarkdown | null;
}

/** The text. */
export function MarkdownText({
  text,
  draw
}: IMarkdownTextProps): React.JSX.Element {
  const host = React.useRef<HTMLDivElement>(null);
  const [drawn, setDrawn] = React.useState<HTMLElement | null>(null);
  React.useEffect(() => {
    let isWanted = true;
    setDrawn(null);
    draw?.(text)
      .then(node => isWanted && setDrawn(node))
      .catch(() => console.warn('An announcement is shown as plain text.'));
    return () => {
      isWanted = false;
    };
  }, [text, draw]);
  React.useLayoutEffect(() => {
    host.current?.replaceChildren(drawn ?? text);
  }, [drawn, text]);
  return (
    <div
      ref={host}
      className={drawn ? 'hpclab-Markdown' : 'hpclab-Markdown hpclab-mod-plain'}
    />
  );
}
