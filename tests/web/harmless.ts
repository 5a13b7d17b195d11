import type { WatchedPage } from '@ai-teacher/test-kit/browser/test-browser.ts';
import { expect } from '@jest/globals';

/** A desktop and a phone, in CSS pixels. */
const widths = [1_280, 360];

/**
 * The elements that a page made from text that it should only show, and whether the page is wider than the
 * window.
 */
const harms = `(() => {
  const made = 'x-evil, script:not([src]), iframe, object, embed, img[src="x"], [onerror], [onclick]';
  const elements = [...document.body.querySelectorAll(made)].map((element) => 'made ' + element.outerHTML.slice(0, 200));
  const links = [...document.querySelectorAll('[href]')]
    .filter(({ href }) => new URL(href.baseVal ?? href, location).origin !== location.origin)
    .map(({ href }) => 'links to ' + href);
  const isWide = document.documentElement.scrollWidth > innerWidth;
  return [...elements, ...links, ...(isWide ? ['the page scrolls sideways'] : [])];
})()`;

/**
 * Checks at both widths that the present page made no element and no foreign link, and is no wider than its
 * window. Writes a picture of each width.
 *
 * @param further a script of the page that returns further harms.
 */
export const expectHarmless = async (
  { page, picture }: WatchedPage,
  name: string,
  further = '[]',
): Promise<void> => {
  for (const width of widths) {
    await page.setViewportSize({ width, height: 800 });
    const found = await page.evaluate<string[]>(`[...${harms}, ...${further}]`);
    expect({ name, width, found }).toEqual({ name, width, found: [] });
    await picture(`hostile-${name}-${width}`);
  }
  await page.setViewportSize({ width: 1_280, height: 800 });
};
