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
 * The findings of axe-core in a page at WCAG 2.2 AA, without the exceptions. A lasting exception that hides
 * nothing is a finding, so that the list shrinks with the faults.
 */
export const accessibilityFindings = async (
  page: Page,
  exceptions: readonly Exception[] = [],
): Promise<Finding[]> => {
  const transient = exceptions.filter(({ isTransient }) => isTransient === true);
  const lasting = exceptions.filter((exception) => !transient.includes(exception));
  const violations = await violationsOf(page, transient);
  const used = new Set<Exception>();
  const findings: Finding[] = [];
  for (const { id, nodes } of violations) {
    const elements: string[] = [];
    for (const { target, html } of nodes) {
      const place = placeOf(target);
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

/** A page may change while axe-core looks at it, and then it may find an element that is already gone. */
const maxLooks = 5;

const violationsOf = async (page: Page, transient: readonly Exception[]) => {
  for (let look = 1; ; look += 1) {
    const axe = new AxeBuilder({ page }).withTags(levels);
    const { violations } = await transient
      .reduce((looked, { selector }) => looked.exclude(selector), axe)
      .analyze();
    const places = violations.flatMap(({ nodes }) => nodes.map(({ target }) => placeOf(target)));
    const counts = await Promise.all(places.map((place) => page.locator(place).count()));
    if (look === maxLooks || !counts.includes(0)) return violations;
  }
};

/** The selector of an element. In a frame, axe-core names the selectors of all frames around it. */
const placeOf = (target: readonly (string | readonly string[])[]): string => target.flat().at(-1) ?? '';

const findException = async (
  page: Page,
  place: string,
  exceptions: readonly Exception[],
): Promise<Exception | undefined> => {
  for (const exception of exceptions) {
    const covered = await page
      .locator(place)
      .evaluateAll(([element], selector) => element?.matches(selector) === true, exception.selector);
    if (covered) return exception;
  }
  return undefined;
};
