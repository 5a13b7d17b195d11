import { expect } from '@jest/globals';
import type { BrowserContext, Locator, Page } from 'playwright-core';

/** The parts of the page that the functions below use. Tests have no types of the browser. */
type InPage = { readonly document: { readonly activeElement: unknown } };
type Container = { readonly contains: (element: unknown) => boolean };

export const hasFocus = (place: Locator): Promise<boolean> =>
  place.evaluate((element: unknown) => element === (globalThis as unknown as InPage).document.activeElement);
const containsFocus = (place: Locator): Promise<boolean> =>
  place.evaluate((element: unknown) =>
    (element as Container).contains((globalThis as unknown as InPage).document.activeElement),
  );

type Key = 'Tab' | 'Shift+Tab' | 'ArrowDown' | 'ArrowRight' | 'ArrowUp' | 'ArrowLeft';
const maxPresses = 80;

/**
 * Presses a key until a place has the focus.
 *
 * @throws Error that names the place when it cannot be reached.
 */
export const tabTo = async (page: Page, place: Locator, key: Key = 'Tab'): Promise<void> => {
  for (let pressed = 0; pressed < maxPresses; pressed++) {
    if (await hasFocus(place)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${key} does not reach ${place}; ${await focusedMarkup(page)} has the focus`);
};

const focusedMarkup = (page: Page): Promise<string> =>
  page.evaluate('document.activeElement?.outerHTML.slice(0, 160) ?? ""');

/** Goes to a control by Tab, and presses it. */
export const pressOn = async (
  page: Page,
  place: Locator,
  key: 'Enter' | 'Space' = 'Enter',
): Promise<void> => {
  await place.waitFor({ state: 'attached' });
  await tabTo(page, place);
  await page.keyboard.press(key);
};

/** Goes to a field by Tab, and types a text in place of its own. */
export const typeInto = async (page: Page, field: Locator, text: string): Promise<void> => {
  await field.waitFor();
  await tabTo(page, field);
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type(text);
  expect(await field.inputValue()).toBe(text);
};

/**
 * Types a time into a field of the browser, part by part. Chromium shows the parts in American order in every
 * language.
 *
 * @param time such as `2026-11-30T08:15`
 */
export const typeTime = async (page: Page, field: Locator, time: string): Promise<void> => {
  const [year, month, day, hour = '', minute] = time.split(/\D/u);
  await tabTo(page, field);
  const half = Number(hour) < 12 ? 'AM' : 'PM';
  const clock = `${String(Number(hour) % 12 || 12).padStart(2, '0')}${minute}${half}`;
  await page.keyboard.type(`${month}${day}${year}${clock}`);
  expect(await field.inputValue()).toBe(time);
};

/** Opens a choice by keyboard, and takes an option by the arrow keys. */
export const choose = async (page: Page, opener: Locator, name: string): Promise<void> => {
  await pressOn(page, opener);
  const option = page.getByRole('option', { name, exact: true });
  await option.waitFor();
  await page.getByRole('option').and(page.locator(':focus')).waitFor();
  await page.keyboard.press('Home');
  await tabTo(page, option, 'ArrowDown');
  await page.keyboard.press('Enter');
  await option.waitFor({ state: 'detached' });
  await opener.and(page.locator(':focus')).waitFor();
};

/** Presses Tab until a control within a place has the focus. */
export const tabInto = async (page: Page, place: Locator): Promise<void> => {
  for (let pressed = 0; pressed < maxPresses; pressed++) {
    if (await containsFocus(place)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not enter ${place}; ${await focusedMarkup(page)} has the focus`);
};

type Cell = { readonly table: Locator; readonly row: Locator; readonly control: Locator };

/** Enters a table by Tab, goes to a row and its control by the arrow keys, and presses it. */
export const pressInTable = async (page: Page, { table, row, control }: Cell): Promise<void> => {
  await control.waitFor();
  await tabInto(page, table);
  await tabTo(page, row, 'ArrowDown');
  await tabTo(page, control, 'ArrowRight');
  await page.keyboard.press('Enter');
};

/**
 * Runs in the page before its own scripts. Lists the elements that left the page with the focus, when the
 * focus stays on the body for ten frames.
 */
const listLostFocus = `(() => {
  const lost = [];
  let last, frames = 0;
  const look = () => {
    const active = document.activeElement;
    if (active !== null && active !== document.body) [last, frames] = [active, 0];
    else if (last !== undefined && (!last.isConnected || last.matches(':disabled')) && ++frames === 10)
      lost.push(last.outerHTML.slice(0, 160));
    requestAnimationFrame(look);
  };
  look();
  window.lostFocus = lost;
})()`;

/** Lets `expectFocus` see every loss of the focus in a browser profile. */
export const watchFocus = async (context: BrowserContext): Promise<void> => {
  await context.addInitScript(listLostFocus);
};

/** Waits for what an action shows, and expects that the focus is still on the page. */
export const expectFocus = async (page: Page, shown: Locator, step: string): Promise<void> => {
  await shown.first().waitFor();
  // A dialog that closes, and a page that opens, take a few frames to move the focus.
  await page.evaluate(`new Promise((done) => {
    let frames = 0;
    const look = () => (++frames === 12 ? done() : requestAnimationFrame(look));
    look();
  })`);
  const lost = await page.evaluate<string[]>('window.lostFocus');
  const isOnBody = await page.evaluate<boolean>('document.activeElement === document.body');
  expect({ step, lost, isOnBody }).toEqual({ step, lost: [], isOnBody: false });
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
