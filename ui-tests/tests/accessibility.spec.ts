/** Both panels without findings of axe, in the light and the dark theme. */

import AxeBuilder from '@axe-core/playwright';

import { expect, openPanel, test } from '../support/fixtures';

for (const theme of ['JupyterLab Light', 'JupyterLab Dark'] as const) {
  for (const name of ['Software', 'Session'] as const) {
    test(`${name} has no accessibility findings in ${theme}`, async ({
      page,
      api
    }) => {
      await api.post('modules/load', { modules: ['SciPy-bundle/2023.07'] });
      await page.theme.setTheme(theme);
      const panel = await openPanel(page, name);
      await expect(panel).not.toContainText('Asking');
      if (name === 'Software') {
        await panel.getByRole('searchbox').fill('numpy');
        await panel
          .getByRole('button', { name: 'SciPy-bundle', exact: true })
          .click();
      }
      const id = await panel.getAttribute('id');
      const { violations } = await new AxeBuilder({ page })
        .include(`#${id}`)
        .analyze();
      expect(
        violations.map(violation => ({
          rule: violation.id,
          nodes: violation.nodes.map(node => node.html)
        }))
      ).toEqual([]);
    });
  }
}
