/** Where a site's documentation has something about a module. */

import type { Schemas } from '../api/client';
import { anyOf } from './patterns';
import { filledAddress } from './templates';

/**
 * The address of the first pattern that fits a package, or the version that is shown of it.
 *
 * @returns Null where the site has none.
 */
export function documentationOf(
  { name }: Schemas['Package'],
  version: Schemas['Version'] | undefined,
  { documentation }: Schemas['SoftwareSite']
): string | null {
  const link = documentation.find(({ pattern }) =>
    anyOf([pattern])(name, version?.full_name)
  );
  return link
    ? filledAddress(link.url, { name, version: version?.version ?? '' })
    : null;
}
