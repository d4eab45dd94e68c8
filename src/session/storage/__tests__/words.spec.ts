/** Storage in words: which figure comes first, and when a person is notified. */

import { nullTranslator } from '@jupyterlab/translation';

import { filled, isAlmostFull, Storage, warningText } from '../words';

const trans = nullTranslator.load('hpclab');
const GB = 1024 ** 3;

function storage(changes: Partial<Storage>): Storage {
  return {
    path: '/scratch/alice',
    name: 'scratch',
    used: 50 * GB,
    limit: 100 * GB,
    is_quota: true,
    ...changes
  };
}

describe('Storage in words', () => {
  it.each<[Partial<Storage>, string, string | null]>([
    [{}, '50 of 100 GB', null],
    [{ files_used: 5, files_limit: 10 }, '50 of 100 GB', '5 of 10 files'],
    [{ files_used: 95, files_limit: 100 }, '95 of 100 files', '50 of 100 GB'],
    [{ files_used: 1, limit: null }, '50 GB', '1 file'],
    [{ files_used: 5, files_limit: 10, is_quota: false }, '50 of 100 GB', null]
  ])('%j', (changes, text, detail) => {
    expect(filled(storage(changes), trans)).toMatchObject({ text, detail });
  });

  it.each<[Partial<Storage>, boolean]>([
    [{}, false],
    [{ used: 95 * GB }, true],
    [{ limit: null }, false],
    [{ files_used: 96, files_limit: 100 }, true]
  ])('%j is almost full: %s', (changes, expected) => {
    expect(isAlmostFull(storage(changes))).toBe(expected);
  });

  it('says what to do', () => {
    const full = storage({ used: 99 * GB });
    expect(warningText(full, trans)).toBe(
      'Storage scratch is almost full: 99 of 100 GB. Make room before you write more.'
    );
    expect(warningText({ ...full, is_home: true }, trans)).toContain(
      'the next session may not start'
    );
  });
});
