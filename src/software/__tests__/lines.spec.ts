/** Many short texts in one: each that has a word is found, once, in order. */

import { Lines } from '../lines';

function found(texts: readonly string[], word: string): [number, number][] {
  const places: [number, number][] = [];
  new Lines(texts).each(word, (line, at) => places.push([line, at]));
  return places;
}

describe('Lines', () => {
  it('visits each text that has the word, once, with its first place', () => {
    expect(found(['abab', '', 'b', 'xyz', 'cab'], 'ab')).toEqual([
      [0, 0],
      [4, 1]
    ]);
  });

  it('finds nothing across two texts, and nothing in none', () => {
    expect(found(['ab', 'cd'], 'bc')).toEqual([]);
    expect(found([], 'a')).toEqual([]);
  });

  it('gives each text back, line feeds as blanks', () => {
    const lines = new Lines(['', 'two\nlines', 'end']);
    expect([0, 1, 2].map(line => lines.text(line))).toEqual([
      '',
      'two lines',
      'end'
    ]);
    expect(lines.count).toBe(3);
  });

  it('agrees with a search of each text by itself', () => {
    const texts = Array.from({ length: 500 }, (_, n) =>
      ((n * 7919) % 4096).toString(2).repeat((n % 3) + 1)
    );
    for (const word of ['0', '101', '00000', '111111']) {
      const expected = texts.flatMap((text, line) =>
        text.includes(word) ? [[line, text.indexOf(word)]] : []
      );
      expect(found(texts, word)).toEqual(expected);
    }
  });
});
