/** What axe finds in a part of the page, in each theme that JupyterLab has. */

import AxeBuilder from '@axe-core/playwright';
import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';

/** JupyterLab's own themes. */
export const THEMES = [
  'JupyterLab Light',
  'JupyterLab Dark',
  'JupyterLab Dark High Contrast'
] as const;

/** Fail where axe finds something. */
export async function expectNoFindings(
  page: Page,
  part: string
): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).include(part).analyze();
  expect(
    violations.map(violation => ({
      rule: violation.id,
      nodes: violation.nodes.map(node => [node.html, node.failureSummary])
    }))
  ).toEqual([]);
}
