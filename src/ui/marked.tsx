/** Text with the words marked that somebody searched for. */

import * as React from 'react';

import { findRanges } from './marks';

/** The text, and the words in lower case. */
export interface IMarkedProps {
  text: string;
  words: readonly string[];
}

/** Marked text. */
export function Marked({ text, words }: IMarkedProps): React.JSX.Element {
  const parts: React.ReactNode[] = [];
  let done = 0;
  for (const { start, end } of findRanges(text, words)) {
    parts.push(
      text.slice(done, start),
      <mark key={start} className="hpclab-Mark">
        {text.slice(start, end)}
      </mark>
    );
    done = end;
  }
  parts.push(text.slice(done));
  return <>{parts}</>;
}
