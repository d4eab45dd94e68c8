/** A site's patterns of modules, as Python's fnmatch reads them: `*`, `?`, `[abc]` and `[!abc]`; case counts. */

/** Tells whether a module is meant, by its name and, for a version, its full name. */
export type ModuleTest = (name: string, fullName?: string) => boolean;

/** A test for any of some patterns. */
export function anyOf(patterns: readonly string[]): ModuleTest {
  const expressions = patterns.map(expressionOf);
  return (name, fullName) =>
    expressions.some(
      expression =>
        expression.test(name) ||
        (fullName !== undefined && expression.test(fullName))
    );
}

/** The same pattern as a regular expression. */
function expressionOf(pattern: string): RegExp {
  const parts = pattern.match(/\[!?\]?[^\]]*\]|\*+|[\s\S]/gu) ?? [];
  return new RegExp(`^(?:${parts.map(translate).join('')})$`, 'su');
}

function translate(part: string): string {
  if (part.startsWith('*')) {
    return '.*';
  }
  if (part === '?') {
    return '.';
  }
  return part.length > 1 && part.startsWith('[') ? setOf(part) : escaped(part);
}

/** `[a-c]` or `[!a-c]`; one whose range runs backwards matches nothing. */
function setOf(part: string): string {
  const isNegated = part.startsWith('[!');
  const members = part
    .slice(isNegated ? 2 : 1, -1)
    .replace(/[\\\]^[&~|]/gu, '\\$&');
  const set = `[${isNegated ? '^' : ''}${members}]`;
  try {
    return new RegExp(set, 'u').source;
  } catch {
    return '(?!)';
  }
}

function escaped(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/]/u, '\\$&');
}
