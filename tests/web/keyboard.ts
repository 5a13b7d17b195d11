import type { Locator, Page } from 'playwright-core';

export const hasFocus = (place: Locator): Promise<boolean> =>
  place.evaluate((element) => element === element.ownerDocument.activeElement);

/** Presses a key until a place has the focus. @throws Error when it cannot be reached. */
export const tabTo = async (page: Page, place: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> => {
  for (let pressed = 0; pressed < 80; pressed++) {
    if (await hasFocus(place)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${key} does not reach ${place}`);
};

/** Widgets that Tab enters once; the arrow keys move within them. */
const widgets = '[role=grid], [role=radiogroup], [role=toolbar], [role=listbox]';

/** Numbers the controls of a page in the order of the document, and returns how many there are. */
const numberControls = `(() => {
  const focusable = 'a[href], button, input, select, textarea, summary, [tabindex="0"]';
  const isUsable = (element) =>
    element.checkVisibility({ visibilityProperty: true }) &&
    // Of a group of radio buttons without a choice, one must have a tab stop.
    (element.tabIndex >= 0 || element.closest('[role=radiogroup]') !== null) &&
    !element.matches(':disabled, [aria-hidden=true] *, [inert] *');
  const controls = [...document.querySelectorAll(focusable)]
    .filter(isUsable)
    .map((element) => element.closest('${widgets}') ?? element);
  const all = [...new Set(controls)];
  all.forEach((element, number) => element.setAttribute('data-control', number));
  return all.length;
})()`;

/** The number of the control that has the focus; -1 when none has it. */
const focused = `Number(document.activeElement?.closest('[data-control]')?.dataset.control ?? -1)`;

/**
 * Presses Tab until every control of the page has had the focus.
 *
 * @returns the controls that Tab does not reach, and those that it reaches against the order of the page.
 */
export const keyboardFaults = async (page: Page): Promise<string[]> => {
  const total: number = await page.evaluate(numberControls);
  const reached: number[] = [];
  for (let pressed = 0; reached.length < total && pressed < total * 2 + 20; pressed++) {
    await page.keyboard.press('Tab');
    const number: number = await page.evaluate(focused);
    if (number >= 0 && !reached.includes(number)) reached.push(number);
  }
  const markup = (number: number): Promise<string> =>
    page.evaluate(`document.querySelector('[data-control="${number}"]')?.outerHTML.slice(0, 160) ?? ''`);
  const missed = Array.from({ length: total }, (_, number) => number).filter((at) => !reached.includes(at));
  // The focus may begin within the page, for example in its first field, and then goes round once.
  const backwards = reached.filter((number, at) => at > 0 && number < (reached[at - 1] ?? 0)).slice(1);
  return [
    ...(await Promise.all(missed.map(async (number) => `not reached: ${await markup(number)}`))),
    ...(await Promise.all(backwards.map(async (number) => `out of order: ${await markup(number)}`))),
  ];
};
