/** The open documents: which of them have unsaved changes, and saving them all. */

import { IDocumentManager } from '@jupyterlab/docmanager';
import { PathExt } from '@jupyterlab/coreutils';
import { Widget } from '@lumino/widgets';

/** An open document, as far as saving needs it. */
export type OpenDocument = NonNullable<
  ReturnType<IDocumentManager['contextForWidget']>
>;

/** Why a document could not be saved: a case, or the server's own words. */
export type Reason =
  | { kind: 'readOnly' | 'slow' | 'conflict' }
  | { kind: 'other'; message: string };

/** What became of the documents. */
export interface ISaveReport {
  saved: number;
  failed: { name: string; reason: Reason }[];
}

/** A save that takes longer, in seconds, waits for an answer: the server's, or a person's in a dialog. */
const PATIENCE = 20;

/** The documents of widgets that have unsaved changes, each once. */
export function unsavedDocuments(
  widgets: Iterable<Widget>,
  manager: IDocumentManager
): OpenDocument[] {
  const documents = new Set<OpenDocument>();
  for (const widget of widgets) {
    const document = manager.contextForWidget(widget);
    if (document && !document.isDisposed && document.model.dirty) {
      documents.add(document);
    }
  }
  return [...documents];
}

/** Save documents side by side; one that can't be saved keeps none of the others from it. */
export async function saveDocuments(
  documents: readonly OpenDocument[]
): Promise<ISaveReport> {
  const reasons = await Promise.all(documents.map(save));
  const failed = documents.flatMap((document, index) => {
    const reason = reasons[index];
    return reason ? [{ name: PathExt.basename(document.path), reason }] : [];
  });
  return { saved: documents.length - failed.length, failed };
}

/** Save one document; returns why it could not be saved. */
async function save(document: OpenDocument): Promise<Reason | null> {
  // JupyterLab would try, and open a dialog on the refusal.
  if (document.contentsModel?.writable === false) {
    return { kind: 'readOnly' };
  }
  let timer: ReturnType<typeof setTimeout> | undefined;
  const patience = new Promise<Reason>(resolve => {
    timer = setTimeout(() => resolve({ kind: 'slow' }), PATIENCE * 1000);
  });
  const saving = document.save().then(() => null, reasonOf);
  try {
    return await Promise.race([saving, patience]);
  } finally {
    clearTimeout(timer);
  }
}

function reasonOf(error: unknown): Reason {
  if (!(error instanceof Error)) {
    return { kind: 'other', message: String(error) };
  }
  // JupyterLab's names for: the file has changed on disk, and the person was asked what to do.
  return ['ModalCancelError', 'ModalDuplicateError'].includes(error.name)
    ? { kind: 'conflict' }
    : { kind: 'other', message: error.message };
}
