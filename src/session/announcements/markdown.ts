/** Draws a site's Markdown by JupyterLab's own renderer, narrowed to what text needs: no HTML, no images. */

import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';

import { webAddress } from '../../ui/webAddress';

type Sanitizer = IRenderMimeRegistry['sanitizer'];

/** Draws a text; what it returns is safe to show. */
export type DrawMarkdown = (text: string) => Promise<HTMLElement>;

const MARKDOWN = 'text/markdown';

/** What Markdown itself makes, but for images, which would tell their server who reads. */
const TAGS = [
  ...['p', 'br', 'hr', 'strong', 'b', 'em', 'i', 'del', 's', 'code', 'pre'],
  ...['blockquote', 'ul', 'ol', 'li', 'a', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6'],
  ...['table', 'thead', 'tbody', 'tr', 'th', 'td']
];

/**
 * Make the function that draws.
 *
 * @param rendermime - JupyterLab's renderers.
 */
export function markdownDrawer(rendermime: IRenderMimeRegistry): DrawMarkdown {
  const narrow = rendermime.clone({
    sanitizer: narrowed(rendermime.sanitizer)
  });
  return async text => {
    const renderer = narrow.createRenderer(MARKDOWN);
    const data = { [MARKDOWN]: text };
    await renderer.renderModel(narrow.createModel({ data, trusted: false }));
    const { node } = renderer;
    // What was drawn stays.
    renderer.dispose();
    flattenHeadings(node);
    guardLinks(node);
    return node;
  };
}

/** The sanitizer, whose own list of tags gives way to a shorter one. */
function narrowed(sanitizer: Sanitizer): Sanitizer {
  return {
    sanitize: dirty =>
      sanitizer.sanitize(dirty, {
        allowedTags: TAGS,
        allowedAttributes: { a: ['href'] },
        allowedStyles: {}
      })
  };
}

/** An announcement has no place in the outline of the page: its headings become bold lines. */
function flattenHeadings(node: HTMLElement): void {
  node
    .querySelectorAll('.jp-InternalAnchorLink')
    .forEach(mark => mark.remove());
  node.querySelectorAll('h1, h2, h3, h4, h5, h6').forEach(heading => {
    const line = document.createElement('p');
    const bold = document.createElement('strong');
    bold.append(...heading.childNodes);
    line.append(bold);
    heading.replaceWith(line);
  });
}

/** Links lead to web addresses, into a tab of their own; others become text. */
function guardLinks(node: HTMLElement): void {
  node.querySelectorAll('a').forEach(link => {
    const address = webAddress(link.getAttribute('href') ?? '');
    if (!address) {
      link.replaceWith(...link.childNodes);
      return;
    }
    link.href = address;
    link.target = '_blank';
    link.rel = 'noopener noreferrer';
    link.className = 'hpclab-Link';
  });
}
