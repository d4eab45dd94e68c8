/** The options of sbatch that the form knows, by their long names, and how the form reads them. */

/** Options of a script; one without a value, such as `exclusive`, has an empty one. */
export type Options = Readonly<Record<string, string>>;

/** What shall change in a script: new values, or null to take an option out. */
export type Changes = Readonly<Record<string, string | null>>;

/** What the form has a field for. */
export type FieldName =
  | 'job-name'
  | 'account'
  | 'partition'
  | 'time'
  | 'nodes'
  | 'ntasks'
  | 'cpus-per-task'
  | 'memory'
  | 'gpus'
  | 'array'
  | 'dependency'
  | 'mail-type'
  | 'mail-user';

/** Ways to ask for the same, of which a script uses one; the last is what the form writes by itself. */
const WAYS: Partial<Record<FieldName, readonly string[]>> = {
  memory: ['mem-per-cpu', 'mem-per-gpu', 'mem'],
  gpus: ['gpus', 'gpus-per-task', 'gres', 'gpus-per-node']
};

/** The fields of a form that has them all. */
const ALL_FIELDS: readonly FieldName[] = [
  'job-name',
  'account',
  'partition',
  'time',
  'memory',
  'nodes',
  'ntasks',
  'cpus-per-task',
  'gpus',
  'array',
  'dependency',
  'mail-type',
  'mail-user'
];

/** Every form says where the job runs. */
const FOLDER = 'chdir';

/** The option that a field reads and writes for this script. */
export function optionOf(field: FieldName, options: Options): string {
  const ways = WAYS[field] ?? [];
  return ways.find(name => name in options) ?? ways.at(-1) ?? field;
}

/** The options that none of a form's fields shows, as sbatch takes them. */
export function otherOptions(
  options: Options,
  fields: readonly FieldName[] = ALL_FIELDS
): string[] {
  const shown = new Set<string>([
    FOLDER,
    ...fields.flatMap(field => WAYS[field] ?? field)
  ]);
  return Object.entries(options)
    .filter(([name]) => !shown.has(name))
    .map(([name, value]) => (value ? `--${name}=${value}` : `--${name}`));
}

/** The options as they are after some changes. */
export function withChanges(options: Options, changes: Changes): Options {
  const next: Record<string, string> = {};
  for (const [name, value] of Object.entries({ ...options, ...changes })) {
    if (value !== null) {
      next[name] = value;
    }
  }
  return next;
}

/** What a preset changes: its options, without others that ask for the same. */
export function changesOf(preset: Options, options: Options): Changes {
  const changes: Record<string, string | null> = { ...preset };
  for (const ways of Object.values(WAYS)) {
    if (ways.some(name => name in preset)) {
      for (const name of ways) {
        if (name in options && !(name in preset)) {
          changes[name] = null;
        }
      }
    }
  }
  return changes;
}

/** Options that are worth remembering for another script: what was asked for, not what the job is. */
const REMEMBERED: ReadonlySet<string> = new Set([
  'account',
  'partition',
  'qos',
  'time',
  'nodes',
  'ntasks',
  'cpus-per-task',
  'mail-type',
  'mail-user',
  ...Object.values(WAYS).flat()
]);

/** What is remembered of a submission. */
export function worthRemembering(options: Options): Options {
  return Object.fromEntries(
    Object.entries(options).filter(([name]) => REMEMBERED.has(name))
  );
}
