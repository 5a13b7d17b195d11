import type { WatchedPage } from '@ai-teacher/test-kit/browser/test-browser.ts';
import { expect } from '@jest/globals';
import { checkEveryWay } from './every-way.ts';

/** Checks the present page, which is in Arabic, as `checkEveryWay` does. */
export const checkArabicPage = async (opened: WatchedPage, name: string): Promise<void> => {
  await opened.page.getByRole('heading', { level: 1 }).waitFor();
  const root = opened.page.locator('html');
  expect(await root.getAttribute('dir')).toBe('rtl');
  expect(await root.getAttribute('lang')).toBe('ar');
  await checkEveryWay(opened, `ar-${name}`);
};
