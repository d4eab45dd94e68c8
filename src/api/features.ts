/** Which features a site has left: the same rule as the server's. */

/**
 * Whether a feature is left: neither itself nor what it is a part of is switched off.
 *
 * @param feature - Such as `apps.desktop`.
 * @param disabled - What the site has switched off.
 */
export function isFeatureEnabled(
  feature: string,
  disabled: readonly string[]
): boolean {
  const parts = feature.split('.');
  return !parts.some((_, index) =>
    disabled.includes(parts.slice(0, index + 1).join('.'))
  );
}
