/**
 * The French catalog has every string of the sources, and nothing else.
 *
 * Strings of the settings aren't in it: JupyterLab translates those from language packs alone.
 */

import * as ts from 'typescript';

const CATALOG = 'hpclab/locale/fr_FR/LC_MESSAGES/hpclab.json';

/** A message as the catalog has it: JupyterLab puts a context before the message. */
interface IMessage {
  key: string;
  /** Two for a message with a plural. */
  forms: number;
}

/** A file of the project, which is where the tests run. */
function read(path: string): string {
  const text = ts.sys.readFile(path);
  if (text === undefined) {
    throw new Error(`No file ${path}`);
  }
  return text;
}

function sourceFiles(): string[] {
  return ts.sys.readDirectory('src', ['.ts', '.tsx'], ['**/__tests__/**']);
}

/** The messages of a source file: calls of `trans`'s methods with literals. */
function messagesIn(path: string): IMessage[] {
  const source = ts.createSourceFile(
    path,
    read(path),
    ts.ScriptTarget.Latest,
    true
  );
  const messages: IMessage[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      messages.push(...messagesOf(node));
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return messages;
}

function messagesOf(call: ts.CallExpression): IMessage[] {
  if (!ts.isPropertyAccessExpression(call.expression)) {
    return [];
  }
  const method = call.expression.name.text;
  if (!['__', '_n', '_p', '_np'].includes(method)) {
    return [];
  }
  const count = method.includes('n') ? 2 : 1;
  const skip = method.includes('p') ? 1 : 0;
  const literals = call.arguments.slice(0, skip + count).map(argument => {
    if (!ts.isStringLiteralLike(argument)) {
      throw new Error(`Not a literal: ${call.getText()}`);
    }
    return argument.text;
  });
  const key = skip ? `${literals[0]}\u0004${literals[1]}` : literals[0]!;
  return [{ key, forms: count }];
}

/** The places for values in a text, sorted. */
function placesOf(text: string): string[] {
  return [...new Set(text.match(/%\d+/g))].sort();
}

describe('The French catalog', () => {
  const catalog = JSON.parse(read(CATALOG)) as Record<string, string[]>;
  const messages = sourceFiles().flatMap(messagesIn);
  const keys = new Set(messages.map(({ key }) => key));

  it('names its language as JupyterLab looks it up, with a hyphen', () => {
    expect(catalog['']).toMatchObject({
      domain: 'hpclab',
      language: 'fr-FR',
      plural_forms: 'nplurals=2; plural=(n > 1);'
    });
  });

  it('has every message', () => {
    expect([...keys].filter(key => !catalog[key]?.[0]).sort()).toEqual([]);
  });

  it('has no message that is used no more', () => {
    const surplus = Object.keys(catalog).filter(key => key && !keys.has(key));
    expect(surplus).toEqual([]);
  });

  it('has both forms where there is a plural', () => {
    const wrong = messages.filter(
      ({ key, forms }) => catalog[key] && catalog[key].length !== forms
    );
    expect(wrong.map(({ key }) => key)).toEqual([]);
  });

  it('keeps the places for values', () => {
    const wrong = [...keys].filter(key =>
      catalog[key]?.some(text => placesOf(text).join() !== placesOf(key).join())
    );
    expect(wrong).toEqual([]);
  });
});
