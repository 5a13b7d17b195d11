import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/** Rules of WCAG 2.2 at the levels A and AA, by their tags in axe-core. */
const levels = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** A finding that the page cannot avoid. */
export type Exception = {
  readonly rule: string;
  readonly selector: string;
  readonly reason: string;
  /** The elements disappear by themselves, also while axe-core looks at the page. It leaves them out. */
  readonly isTransient?: boolean;
};

export type Finding = { readonly rule: string; readonly elements: readonly string[] };

/**
 * What axe-core finds in a page at WCAG 2.2 AA, without the exceptions. A lasting exception that hides
 * nothing is a finding, so that the list shrinks with the faults.
 */
export const accessibilityFindings = async (
  page: Page,
  exceptions: readonly Exception[] = [],
): Promise<Finding[]> => {
  const transient = exceptions.filter(({ isTransient }) => isTransient === true);
  const lasting = exceptions.filter((exception) => !transient.includes(exception));
  const axe = new AxeBuilder({ page }).withTags(levels);
  const { violations } = await transient
    .reduce((looked, { selector }) => looked.exclude(selector), axe)
    .analyze();
  const used = new Set<Exception>();
  const findings: Finding[] = [];
  for (const { id, nodes } of violations) {
    const elements: string[] = [];
    for (const { target, html } of nodes) {
      const place = target.flat().at(-1) ?? '';
      const exception = await findException(
        page,
        place,
        lasting.filter(({ rule }) => rule === id),
      );
      if (exception) used.add(exception);
      else elements.push(`${place}: ${html}`);
    }
    if (elements.length > 0) findings.push({ rule: id, elements });
  }
  const unused = lasting.filter((exception) => !used.has(exception));
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
