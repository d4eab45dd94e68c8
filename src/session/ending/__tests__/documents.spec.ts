/** Which documents are unsaved, and what becomes of each. */

import { IDocumentManager } from '@jupyterlab/docmanager';
import { Widget } from '@lumino/widgets';

import { OpenDocument, saveDocuments, unsavedDocuments } from '../documents';

/** An open document, as far as is looked at. */
function open(
  path: string,
  save: () => Promise<void> = () => Promise.resolve(),
  { dirty = true, writable = true } = {}
): OpenDocument {
  return {
    path,
    isDisposed: false,
    model: { dirty },
    contentsModel: { writable },
    save
  } as unknown as OpenDocument;
}

function fail(name: string, message: string): () => Promise<void> {
  return () => Promise.reject(Object.assign(new Error(message), { name }));
}

describe('unsavedDocuments', () => {
  it('finds each once, whatever shows it', () => {
    const [notebook, saved] = [open('a.ipynb'), open('b.py')];
    Object.assign(saved.model, { dirty: false });
    const widgets = [1, 2, 3, 4].map(() => new Widget());
    const documents = [notebook, notebook, saved, undefined];
    const manager = {
      contextForWidget: (widget: Widget) => documents[widgets.indexOf(widget)]
    } as unknown as IDocumentManager;
    expect(unsavedDocuments(widgets, manager)).toEqual([notebook]);
  });
});

describe('saveDocuments', () => {
  it('saves all, whatever happens to one', async () => {
    const save = jest.fn(() => Promise.resolve());
    const report = await saveDocuments([
      open('work/a.ipynb', save),
      open('work/full.ipynb', fail('Error', 'No space left on device')),
      open('work/b.ipynb', save)
    ]);
    expect(save).toHaveBeenCalledTimes(2);
    expect(report).toEqual({
      saved: 2,
      failed: [
        {
          name: 'full.ipynb',
          reason: { kind: 'other', message: 'No space left on device' }
        }
      ]
    });
  });

  it('does not try what can only be read', async () => {
    const save = jest.fn(() => Promise.resolve());
    const document = open('shared.md', save, { writable: false });
    expect((await saveDocuments([document])).failed[0]!.reason.kind).toBe(
      'readOnly'
    );
    expect(save).not.toHaveBeenCalled();
  });

  it('knows a conflict that the person was asked about', async () => {
    const document = open('a.py', fail('ModalCancelError', 'Cancel'));
    expect((await saveDocuments([document])).failed[0]!.reason.kind).toBe(
      'conflict'
    );
  });

  it('waits only so long for an answer', async () => {
    jest.useFakeTimers();
    const reporting = saveDocuments([
      open('a.py', () => new Promise(() => {}))
    ]);
    await jest.advanceTimersByTimeAsync(20_000);
    expect((await reporting).failed[0]!.reason.kind).toBe('slow');
    jest.useRealTimers();
  });
});
