/** Fills what people search for into a site's addresses and commands. */

import { webAddress } from '../ui/webAddress';

/** Values by the names of their fields, such as `name`. */
export type Values = Readonly<Record<string, string>>;

/**
 * An address with its fields filled in, encoded.
 *
 * @returns Null for an address that isn't http, https or mailto.
 */
export function filledAddress(template: string, values: Values): string | null {
  const address = filled(template, values, encodeURIComponent);
  return address.startsWith('mailto:')
    ? new URL(address).href
    : webAddress(address);
}

/**
 * A command for a terminal with its fields filled in.
 *
 * @returns Null where a value could mean something to a shell: nobody shall paste that.
 */
export function filledCommand(template: string, values: Values): string | null {
  return Object.values(values).every(value => HARMLESS.test(value))
    ? filled(template, values, value => value)
    : null;
}

const HARMLESS = /^[\p{L}\p{N}_][\p{L}\p{N}_.+@/-]*$/u;

function filled(
  template: string,
  values: Values,
  encode: (value: string) => string
): string {
  return template.replace(/\{\{|\}\}|\{(\w+)\}/gu, (field, name?: string) =>
    name === undefined ? field.charAt(0) : encode(values[name] ?? '')
  );
}
