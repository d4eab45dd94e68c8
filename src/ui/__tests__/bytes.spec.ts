/** Amounts of memory and storage in words. */

import { nullTranslator } from '@jupyterlab/translation';

import { formatBytes, formatShare } from '../bytes';

const trans = nullTranslator.load('hpclab');
const GB = 1024 ** 3;

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [1023, '1,023 B'],
    [1024, '1 KB'],
    [1.26 * 1024 ** 2, '1.3 MB'],
    [8 * GB, '8 GB'],
    [350.4 * GB, '350 GB'],
    [2 * 1024 * GB, '2 TB'],
    [5000 * 1024 ** 5, '5,000 PB']
  ])('says %d as %s', (bytes, words) => {
    expect(formatBytes(bytes, trans)).toBe(words);
  });
});

describe('formatShare', () => {
  it('uses the unit of the limit for both', () => {
    expect(formatShare(7.5 * GB, 8 * GB, trans)).toBe('7.5 of 8 GB');
    expect(formatShare(100 * 1024 ** 2, 4 * GB, trans)).toBe('0.1 of 4 GB');
  });

  it('says what is used where there is no limit', () => {
    expect(formatShare(300 * 1024 ** 2, null, trans)).toBe('300 MB');
  });

  it('writes figures in the language of the interface', () => {
    document.documentElement.lang = 'fr_FR';
    expect(formatShare(7.5 * GB, 8 * GB, trans)).toBe('7,5 of 8 GB');
    document.documentElement.lang = '';
  });
});
