import type { Locator, Page } from 'playwright-core';

/**
 * Presses a box by its label, as a person does, once the label is at rest. The input of a box is hidden, so a
 * press on the input must be forced, and it hits whatever has moved to that place meanwhile.
 */
export const tick = (scope: Page | Locator, name: string | RegExp): Promise<void> => {
  const page = 'page' in scope ? scope.page() : scope;
  return scope
    .locator('label')
    .filter({ has: page.getByRole('checkbox', { name }) })
    .click();
};
