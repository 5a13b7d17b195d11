import { accessibilityFindings } from '@ai-teacher/test-kit/browser/accessibility.ts';
import type { WatchedPage } from '@ai-teacher/test-kit/browser/test-browser.ts';
import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { useTheme } from './screen.ts';

const settled = async (page: Page): Promise<void> => {
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
 * Checks the present page in both themes, and at 320 pixels with text of double size. Writes a picture of
 * each.
 */
export const checkArabicPage = async ({ page, picture }: WatchedPage, name: string): Promise<void> => {
  await settled(page);
  expect(await page.locator('html').getAttribute('dir')).toBe('rtl');
  expect(await page.locator('html').getAttribute('lang')).toBe('ar');
  for (const colorScheme of ['light', 'dark'] as const) {
    await useTheme(page, colorScheme);
    expect(await accessibilityFindings(page)).toEqual([]);
    await picture(`ar-${name}-${colorScheme}`);
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 320, height: 640 });
  await useTextSize(page, '5');
  expect(await page.evaluate(cutOff)).toEqual([]);
  await picture(`ar-${name}-320-double`);
  await useTextSize(page, '2');
  await page.setViewportSize({ width: 1_280, height: 800 });
};
