import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/** Rules of WCAG 2.2 at the levels A and AA, by their tags in axe-core. */
const levels = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** A finding that the page cannot avoid. */
export type Exception = { readonly rule: string; readonly selector: string; readonly reason: string };

export type Finding = { readonly rule: string; readonly elements: readonly string[] };

/**
 * What axe-core finds in a page at WCAG 2.2 AA, without the exceptions. An exception that hides nothing is a
 * finding, so that the list shrinks with the faults.
 */
export const accessibilityFindings = async (
  page: Page,
  exceptions: readonly Exception[] = [],
): Promise<Finding[]> => {
  const { violations } = await new AxeBuilder({ page }).withTags(levels).analyze();
  const used = new Set<Exception>();
  const findings: Finding[] = [];
  for (const { id, nodes } of violations) {
    const elements: string[] = [];
    for (const { target, html } of nodes) {
      const place = target.flat().at(-1) ?? '';
      const exception = await findException(
        page,
        place,
        exceptions.filter(({ rule }) => rule === id),
      );
      if (exception) used.add(exception);
      else elements.push(`${place}: ${html}`);
    }
    if (elements.length > 0) findings.push({ rule: id, elements });
  }
  const unused = exceptions.filter((exception) => !used.has(exception));
  return [
    ...findings,
    ...unused.map(({ rule, selector }) => ({ rule, elements: [`unused exception of ${selector}`] })),
  ];
};

const findException = async (
  page: Page,
  place: string,
  exceptions: readonly Exception[],
): Promise<Exception | undefined> => {
  for (const exception of exceptions) {
    const covered = await page
      .locator(place)
      .first()
      .evaluate((element, selector) => element.matches(selector), exception.selector);
    if (covered) return exception;
  }
  return undefined;
};
