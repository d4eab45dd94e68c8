/** The parameters of a notebook: what its cell with the tag `parameters` assigns, as papermill means it. */

/** A parameter as a person sees it. */
export interface IParameter {
  name: string;
  /** Its value as text. */
  value: string;
  /** What the notebook says; null for one that somebody has added. */
  default: string | null;
}

/** A notebook, as far as its parameters go (nbformat 4). */
export interface INotebookText {
  cells?: readonly {
    source?: string | readonly string[];
    metadata?: { tags?: unknown };
  }[];
}

const TAG = 'parameters';

/** An assignment of Python, Julia (`=`) or R (`<-`) that begins its line; Python's may name a type. */
const ASSIGNMENT =
  /^(?<name>[A-Za-z_]\w*)\s*(?::[^=]+)?(?:=(?!=)|<-)\s*(?<value>\S.*)$/;

/** What a value on one line is made of: texts in quotes, and else no beginning of a comment. */
const VALUE = /^(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^#"'])+/;

/**
 * The parameters that a notebook names, with the values that it gives them.
 *
 * Only what stands on one line is read; a value that goes on below is left to the notebook.
 */
export function parametersOf(notebook: INotebookText): IParameter[] {
  const cell = notebook.cells?.find(({ metadata }) => isTagged(metadata?.tags));
  const source = cell?.source ?? '';
  const text = typeof source === 'string' ? source : source.join('');
  const found = text.split('\n').flatMap(line => parameterIn(line) ?? []);
  // The last assignment counts.
  return [...new Map(found.map(one => [one.name, one])).values()];
}

/** The values that differ from what the notebook says, by name; the others stay as they are. */
export function changedValues(
  parameters: readonly IParameter[]
): Record<string, string> {
  return Object.fromEntries(
    parameters
      .map(one => ({ ...one, name: one.name.trim() }))
      .filter(one => one.name && one.value.trim() !== one.default)
      .map(({ name, value }) => [name, value.trim()])
  );
}

function isTagged(tags: unknown): boolean {
  return Array.isArray(tags) && tags.includes(TAG);
}

function parameterIn(line: string): IParameter | null {
  const groups = ASSIGNMENT.exec(line)?.groups;
  const assigned = groups?.['value'] ?? '';
  const read = VALUE.exec(assigned)?.[0] ?? '';
  const rest = assigned.slice(read.length);
  const value = read.trim().replace(/;$/, '');
  if (!groups || !value || !isWhole(value) || (rest && rest[0] !== '#')) {
    return null;
  }
  return { name: groups['name'] ?? '', value, default: value };
}

/** Whether what is opened in a line is closed in it. */
function isWhole(value: string): boolean {
  const bare = value.replace(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'/g, '');
  const count = (signs: RegExp): number => bare.match(signs)?.length ?? 0;
  return count(/[([{]/g) === count(/[)\]}]/g) && !bare.endsWith('\\');
}
