import { accessibilityFindings } from '@ai-teacher/test-kit/browser/accessibility.ts';
import type { WatchedPage } from '@ai-teacher/test-kit/browser/test-browser.ts';
import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { useTheme } from './screen.ts';
import { announcement } from './signed-in.ts';

const desktop = { width: 1_280, height: 800 };
const phone = { width: 360, height: 740 };
/** The width at which a page of 1280 pixels is shown with a zoom of 400 % (WCAG 2.2, 1.4.10). */
const narrow = { width: 320, height: 640 };
const themes = ['light', 'dark'] as const;

/** Waits until a page shows its content in its own font. */
export const settled = async (page: Page): Promise<void> => {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.locator('.waiting').first().waitFor({ state: 'detached' });
  await page.evaluate('document.fonts.ready.then(() => undefined)');
};

/**
 * Elements that the width of the window cuts off, as the page finds them. A box that scrolls by itself may be
 * wider inside.
 */
const cutOff = `(() => {
  const scrolls = (element) =>
    element !== null &&
    (/auto|scroll|hidden/.test(getComputedStyle(element).overflowX) || scrolls(element.parentElement));
  const wide = [...document.querySelectorAll('body *')].filter((element) => {
    const { left, right, width } = element.getBoundingClientRect();
    const isHidden = width <= 1 || element.closest('.skip, .hidden, svg') !== null;
    return !isHidden && (left < -1 || right > innerWidth + 1) && !scrolls(element.parentElement);
  });
  const sideways = document.documentElement.scrollWidth > innerWidth ? ['the page scrolls sideways'] : [];
  return [...sideways, ...wide.map((element) => element.outerHTML.slice(0, 120))];
})()`;

const useTextSize = (page: Page, size: '2' | '5'): Promise<void> =>
  page.evaluate(`document.documentElement.setAttribute('data-text-size', '${size}')`);

/**
 * Shows the present page in both themes: on a desktop, and at 320 pixels with text of double size. `onPhone`
 * is called on a phone in each theme.
 */
export const forEachWay = async (
  page: Page,
  check: (way: string) => Promise<void>,
  onPhone: (theme: string) => Promise<void> = async () => {},
): Promise<void> => {
  for (const theme of themes) {
    await useTheme(page, theme);
    await check(theme);
    await page.setViewportSize(phone);
    await onPhone(theme);
    await page.setViewportSize(narrow);
    await useTextSize(page, '5');
    await check(`${theme}-320-double`);
    await useTextSize(page, '2');
    await page.setViewportSize(desktop);
  }
  await page.emulateMedia({ colorScheme: 'light' });
};

/**
 * Checks the present page in both themes: on a desktop, on a phone, and at 320 pixels with text of double
 * size. Writes a picture of each.
 */
export const checkEveryWay = async ({ page, picture }: WatchedPage, name: string): Promise<void> => {
  await settled(page);
  const check = async (way: string): Promise<void> => {
    const findings = await accessibilityFindings(page, [announcement]);
    const cut = await page.evaluate<string[]>(cutOff);
    expect({ name, way, findings, cut }).toEqual({ name, way, findings: [], cut: [] });
    await picture(`${name}-${way}`);
  };
  await forEachWay(page, check, (theme) => picture(`${name}-${theme}-phone`));
};
