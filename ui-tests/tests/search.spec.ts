/** Searching: what was meant, filters, the way on from nothing, and the details, by pointer and by keyboard alone. */

import { expect, openPanel, test } from '../support/fixtures';

test.describe('Search', () => {
  test('leads on where nothing is found', async ({ page }) => {
    const panel = await openPanel(page, 'Software');
    const search = panel.getByRole('searchbox', { name: 'Search software' });
    await search.fill('nunpy');
    await expect(panel.getByText('avail_wheels nunpy')).toBeVisible();
    await expect(
      panel.getByRole('link', { name: 'Containers' })
    ).toHaveAttribute('href', 'https://containers.example.org/?q=nunpy');
    await expect(
      panel.getByRole('link', { name: 'Request nunpy' })
    ).toHaveAttribute(
      'href',
      'mailto:support@example.org?subject=Please%20install%20nunpy'
    );
    await panel.getByRole('button', { name: 'Search for numpy' }).click();
    await expect(search).toBeFocused();
    await expect(
      panel.getByRole('button', { name: 'SciPy-bundle', exact: true })
    ).toBeVisible();
  });

  test('filters, and remembers by what', async ({ page }) => {
    const panel = await openPanel(page, 'Software');
    const available = panel.getByRole('region', { name: 'Available software' });
    await expect(available.getByRole('listitem').first()).toContainText(
      'Python'
    );
    await panel.getByRole('button', { name: 'Filters' }).click();
    const kept = page.waitForRequest(
      request =>
        request.method() === 'PUT' &&
        (request.postData() ?? '').includes('"property":"gpu"')
    );
    await panel.getByRole('combobox', { name: 'Property' }).selectOption('gpu');
    await expect(
      panel.getByRole('button', { name: 'AlphaFold', exact: true })
    ).toBeVisible();
    await expect(
      panel.getByRole('button', { name: 'CMake', exact: true })
    ).toHaveCount(0);
    await panel.getByRole('searchbox').fill('cmake');
    await expect(panel).toContainText('Your filters hide 1 result');

    await kept;
    await page.reload();
    const again = await openPanel(page, 'Software');
    await again
      .getByRole('button', { name: 'Take off the filter gpu' })
      .click();
    await expect(
      again.getByRole('button', { name: 'CMake', exact: true })
    ).toBeVisible();
  });

  test('shows hidden modules only with their filter', async ({ page }) => {
    const panel = await openPanel(page, 'Software');
    await panel.getByRole('searchbox').fill('GCCcore');
    await expect(panel).toContainText('Nothing found for “GCCcore”');
    await panel.getByRole('button', { name: 'Filters' }).click();
    await panel.getByRole('checkbox', { name: 'Hidden modules too' }).check();
    await expect(
      panel.getByRole('button', { name: 'GCCcore', exact: true })
    ).toBeVisible();
    await panel
      .getByRole('button', { name: 'Take off the filter with hidden' })
      .click();
    await expect(panel).toContainText('Nothing found for “GCCcore”');
  });

  test('opens the application that a module is for', async ({ page }) => {
    const panel = await openPanel(page, 'Software');
    await panel.getByRole('searchbox').fill('openrefine');
    await expect(
      panel.getByRole('button', { name: 'Open OpenRefine' })
    ).toBeVisible();
  });
});

test('The keyboard alone searches, filters, unfolds, loads by a plan and opens the details', async ({
  page,
  api
}) => {
  await api.post('modules/load', { modules: ['GCC/12.3.0'] });
  const panel = await openPanel(page, 'Software');
  const { keyboard } = page;
  const search = panel.getByRole('searchbox', { name: 'Search software' });
  await search.focus();
  await keyboard.type('gcc/1');

  // The filters, there and back.
  await keyboard.press('Tab');
  await expect(panel.getByRole('button', { name: 'Filters' })).toBeFocused();
  await keyboard.press('Enter');
  await keyboard.press('Tab');
  await keyboard.press('Space');
  await expect(
    panel.getByRole('button', { name: 'Filters, 1 set' })
  ).toBeVisible();
  await keyboard.press('Escape');
  await expect(
    panel.getByRole('button', { name: 'Filters, 1 set' })
  ).toBeFocused();
  await keyboard.press('Shift+Tab');
  await expect(search).toBeFocused();

  // The list: down, unfold, down to another version.
  await keyboard.press('ArrowDown');
  const row = panel.getByRole('button', { name: 'GCC', exact: true });
  await expect(row).toBeFocused();
  await keyboard.press('ArrowRight');
  await expect(row).toHaveAttribute('aria-expanded', 'true');
  const load = panel.getByRole('button', { name: 'Load GCC/13.2.0' });
  for (let step = 0; step < 5; step++) {
    if (await load.evaluate(button => button === document.activeElement)) {
      break;
    }
    await keyboard.press('ArrowDown');
  }
  await expect(load).toBeFocused();

  // The plan.
  await keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Load GCC/13.2.0' });
  await expect(dialog.getByRole('button', { name: 'Load' })).toBeFocused();
  await keyboard.press('Enter');
  await expect(
    panel.getByRole('button', { name: 'Unload GCC/13.2.0' })
  ).toBeVisible();

  // The focus is still in the list; back to the package, and to its details.
  await expect(panel.locator('[role="list"] :focus')).toHaveCount(1);
  await keyboard.press('Home');
  await expect(row).toBeFocused();
  await keyboard.press('ArrowDown');
  const details = panel.getByRole('button', { name: 'Details of GCC' });
  for (let step = 0; step < 4; step++) {
    if (await details.evaluate(button => button === document.activeElement)) {
      break;
    }
    await keyboard.press('Tab');
  }
  await keyboard.press('Enter');
  const tab = page.getByRole('region', { name: /^Details of GCC/ });
  await expect(tab).toContainText('Versions');
});
