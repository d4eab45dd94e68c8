/** Puts the end of the session, and what became of the documents, into words. */

import { TranslationBundle } from '@jupyterlab/translation';

import { formatMoment } from '../../ui/time';
import { ISaveReport, Reason } from './documents';

/** JupyterLab cuts a notification off after this many characters. */
const LONGEST = 140;

/** File names are cut here, so that the reason has a place. */
const LONGEST_NAME = 28;

/**
 * The notification's text while documents may wait to be saved.
 *
 * @param end - Unix seconds, by the browser's clock, as is `now`.
 * @param unsaved - How many documents have unsaved changes.
 */
export function warningText(
  end: number,
  now: number,
  unsaved: number,
  trans: TranslationBundle
): string {
  return join(
    endText(end, now, trans),
    unsaved &&
      trans._n(
        '%1 document has unsaved changes.',
        '%1 documents have unsaved changes.',
        unsaved
      )
  );
}

/** The notification's text after saving. */
export function savedText(
  end: number,
  now: number,
  report: ISaveReport,
  trans: TranslationBundle
): string {
  return join(endText(end, now, trans), reportText(report, trans));
}

function endText(end: number, now: number, trans: TranslationBundle): string {
  return trans.__('Your session ends %1.', formatMoment(end, now, trans));
}

/** What failed is said alone: there is no place for more. */
function reportText(
  { saved, failed }: ISaveReport,
  trans: TranslationBundle
): string {
  const [first] = failed;
  if (first) {
    return trans._n(
      '%1 document isn’t saved, %2: %3',
      '%1 documents aren’t saved, such as %2: %3',
      failed.length,
      clip(first.name, LONGEST_NAME),
      reasonText(first.reason, trans)
    );
  }
  return saved
    ? trans._n('%1 document was saved.', '%1 documents were saved.', saved)
    : trans.__('All documents are saved.');
}

/** Why a document could not be saved. */
export function reasonText(reason: Reason, trans: TranslationBundle): string {
  switch (reason.kind) {
    case 'readOnly':
      return trans.__('it can only be read');
    case 'slow':
      return trans.__('it waits for an answer');
    case 'conflict':
      return trans.__('it has changed on disk');
    case 'other':
      return reason.message;
  }
}

function join(...sentences: (string | 0)[]): string {
  return clip(sentences.filter(Boolean).join(' '), LONGEST);
}

function clip(text: string, longest: number): string {
  const characters = Array.from(text);
  return characters.length > longest
    ? `${characters.slice(0, longest - 1).join('')}…`
    : text;
}
