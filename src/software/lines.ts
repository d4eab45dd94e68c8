/** Many short texts as one long one, in which the browser's own text search finds a word at once. */

/** Short texts, numbered from 0. */
export class Lines {
  /**
   * @param texts - In lower case. Line feeds in them are taken for blanks.
   */
  constructor(texts: readonly string[]) {
    this._starts = new Uint32Array(texts.length + 1);
    let at = 0;
    texts.forEach((text, line) => {
      this._starts[line] = at;
      at += text.length + 1;
    });
    this._starts[texts.length] = at;
    this._joined = texts.map(text => text.replaceAll('\n', ' ')).join('\n');
  }

  get count(): number {
    return this._starts.length - 1;
  }

  /** One of them. */
  text(line: number): string {
    return this._joined.slice(this._start(line), this._start(line + 1) - 1);
  }

  /**
   * Visit each text that has a word in it, in order.
   *
   * @param word - In lower case, without line feeds, and not empty.
   * @param visit - Gets the text's number, and where in it the word stands first.
   */
  each(word: string, visit: (line: number, at: number) => void): void {
    let line = 0;
    let found = this._joined.indexOf(word);
    while (found >= 0) {
      line = this._lineAt(found, line);
      visit(line, found - this._start(line));
      found = this._joined.indexOf(word, this._start(line + 1));
    }
  }

  /** The line that a position lies in: near the last one, as a rule. */
  private _lineAt(position: number, from: number): number {
    let step = 1;
    let low = from;
    while (low + step < this.count && this._start(low + step) <= position) {
      low += step;
      step *= 2;
    }
    let high = Math.min(low + step, this.count);
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this._start(middle) <= position) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private _start(line: number): number {
    return this._starts[line] ?? 0;
  }

  private readonly _joined: string;
  private readonly _starts: Uint32Array;
}
