/** Checks addresses that come from modulefiles and other places that nobody vouches for. */

/**
 * An address that is safe to put behind a link.
 *
 * @param text - As somebody wrote it.
 * @returns The address, if it is http or https; null for anything else.
 */
export function webAddress(text: string): string | null {
  try {
    const { protocol, href } = new URL(text);
    return protocol === 'https:' || protocol === 'http:' ? href : null;
  } catch {
    return null;
  }
}
