/** The language of JupyterLab's interface, for the browser's `Intl`. */

/**
 * A language tag such as `fr-FR`, which JupyterLab keeps on the page.
 *
 * English is taken as British, for its 24-hour clock and its order of day and month.
 */
export function interfaceLanguage(): string {
  const tag = document.documentElement.lang.replace('_', '-');
  return !tag || /^en\b/.test(tag) ? 'en-GB' : tag;
}
