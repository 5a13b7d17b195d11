import { accessibilityFindings } from '@ai-teacher/test-kit/browser/accessibility.ts';
import type { WatchedPage } from '@ai-teacher/test-kit/browser/test-browser.ts';
import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { announcement } from './signed-in.ts';

/** Waits until the colours of a new theme are drawn. Endless animations, as of a wait, do not count. */
const drawn = `new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))).then(() =>
  Promise.allSettled(
    document
      .getAnimations()
      .filter((animation) => animation.effect.getTiming().iterations !== Infinity)
      .map((animation) => animation.finished),
  ).then(() => undefined),
)`;

/** Shows a page in a theme, and waits until its colours are drawn. */
export const useTheme = async (page: Page, colorScheme: 'light' | 'dark'): Promise<void> => {
  // Without motion no colour is between two others.
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  await page.evaluate(drawn);
};

/** Checks the present screen in both themes, and writes a picture of each. */
export const inspect = async ({ page, picture }: WatchedPage, name: string): Promise<void> => {
  // The first one is another one when it has gone, so this waits for all.
  await page.locator('.waiting').first().waitFor({ state: 'detached' });
  await page.evaluate('scrollTo(0, 0)');
  for (const colorScheme of ['light', 'dark'] as const) {
    await useTheme(page, colorScheme);
    const found = await accessibilityFindings(page, [announcement]);
    expect({ name, colorScheme, found }).toEqual({ name, colorScheme, found: [] });
    await picture(`${name}-${colorScheme}`);
  }
};

/** Opens a page by its entry in the navigation. */
export const open = async ({ page }: WatchedPage, entry: string): Promise<void> => {
  await page
    .getByRole('navigation', { name: 'Main' })
    .getByRole('link', { name: entry, exact: true })
    .click();
  await page.getByRole('heading', { level: 1, name: entry }).waitFor();
};
