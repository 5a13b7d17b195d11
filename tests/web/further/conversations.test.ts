/** @mesh shared */
import { ask } from '@ai-teacher/contracts/chat/tutoring.ts';
import type { PageOptions } from '@ai-teacher/test-kit/browser/test-browser.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { hasFocus, tabTo } from '../keyboard.ts';
import { openSchool, type School, textsOf } from '../school-in-browser.ts';
import { inspect } from '../screen.ts';

const english = textsOf('en');

let school: School;
beforeAll(async () => {
  school = await openSchool();
});
afterAll(() => school?.browser.close());

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const field = (page: Page) => page.getByRole('textbox', { name: english('ask.question') });

/** Records what the pages of a browser read aloud, and whether the answer is complete at that time. */
const withRecord: PageOptions = {
  before: async (context) => {
    await context.addInitScript(`globalThis.spoken = [];
    new MutationObserver(() => {
      const text = document.querySelector('.conversation > [aria-live=polite]')?.textContent ?? '';
      const isBusy = document.querySelector('.answer[aria-busy=true]') !== null;
      if (text !== '' && spoken.at(-1)?.text !== text) spoken.push({ text, isBusy });
    }).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });`);
  },
};

const spokenIn = (page: Page): Promise<{ text: string; isBusy: boolean }[]> => page.evaluate('spoken');

/** The texts of the answers without their citations. */
const shownAnswers = `[...document.querySelectorAll('.answer-text')].map((answer) =>
  [...answer.childNodes].map(({ nodeValue }) => nodeValue ?? '').join(''))`;

describe('a conversation by keyboard alone', () => {
  it('reads that an answer is looked for and then the whole answer once, and the focus stays in the field', async () => {
    const { page, finish } = await school.open('/app/ask', withRecord);
    await tabTo(page, field(page));
    const questions = ['What is condensation?', 'What is evaporation?'];
    for (const [at, question] of questions.entries()) {
      const answered = page.locator('.answer[aria-busy=false]');
      await page.keyboard.type(question);
      await page.keyboard.press('Enter');
      await page.locator('.answer[aria-busy=true]').or(answered.nth(at)).first().waitFor();
      await page.locator('.answer .chip').nth(at).waitFor();
      await page.locator('.answer[aria-busy=true]').waitFor({ state: 'detached' });
      expect(await hasFocus(field(page))).toBe(true);
    }
    await page.waitForURL('**/app/ask/*');
    await expect(page.locator('.question').allTextContents()).resolves.toEqual(questions);
    const answers: string[] = await page.evaluate(shownAnswers);
    expect(answers).toHaveLength(2);
    const wanted = answers.flatMap((text) => [
      { text: english('ask.thinking'), isBusy: true },
      { text, isBusy: false },
    ]);
    const withoutSpaces = (parts: { text: string; isBusy: boolean }[]) =>
      parts.map(({ text, isBusy }) => ({ text: text.replaceAll(/\s+/gu, ''), isBusy }));
    expect(withoutSpaces(await spokenIn(page))).toEqual(withoutSpaces(wanted));
    expect(await page.getByRole('log').getAttribute('aria-live')).toBe('off');
    await finish();
  });

  it('says that an answer was stopped, and the focus is in the field after “Stop” and after “Ask again”', async () => {
    const { page, finish } = await school.open('/app/ask', withRecord);
    await page.route('**/api/chat/chat', () => undefined);
    await tabTo(page, field(page));
    await page.keyboard.type('What is condensation?');
    await page.keyboard.press('Enter');
    await tabTo(page, button(page, english('ask.stop')));
    await page.keyboard.press('Enter');
    await page.locator('.answer').getByText(english('ask.stopped')).waitFor();
    expect(await hasFocus(field(page))).toBe(true);
    expect((await spokenIn(page)).map(({ text }) => text)).toEqual([
      english('ask.thinking'),
      english('ask.stopped'),
    ]);
    await page.unroute('**/api/chat/chat');
    await tabTo(page, button(page, english('ask.again')), 'Shift+Tab');
    await page.keyboard.press('Enter');
    await page.locator('.answer .chip').first().waitFor();
    expect(await hasFocus(field(page))).toBe(true);
    await finish();
  });

  it('is found again by words of its title, also when it is older than those on the page', async () => {
    const [older] = [
      await school.student.call(ask, { body: { message: 'How does an older glacier melt?' } }),
      await school.student.call(ask, { body: { message: 'Why is a newer river wide?' } }),
    ];
    const opened = await school.open('/app/ask', {
      // Each page of the list has one conversation.
      before: async (context) => {
        await context.route(/\/api\/chat\/sessions(\?|$)/u, (route) => {
          const url = new URL(route.request().url());
          url.searchParams.set('limit', '1');
          return route.continue({ url: url.href });
        });
      },
    });
    const { page, finish } = opened;
    const sessions = page.getByRole('region', { name: english('ask.sessions') });
    const found = sessions.getByRole('link').and(page.locator('li *'));
    await found.first().waitFor();
    await tabTo(page, page.getByRole('searchbox', { name: english('ask.findSession') }));
    await page.keyboard.type('RIVER newer');
    await expect(found.allTextContents()).resolves.toEqual(['Why is a newer river wide?']);
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type('glacier');
    await sessions.getByRole('status').getByText(english('ask.noneFound')).waitFor();
    await sessions.getByRole('status').getByText(english('ask.findOlder')).waitFor();
    await inspect(opened, 'find-conversation');
    await tabTo(page, button(page, english('shell.more')));
    await page.keyboard.press('Enter');
    await sessions.getByText('How does an older glacier melt?').waitFor();
    await expect(found.count()).resolves.toBe(1);
    await tabTo(page, found.first(), 'Shift+Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/app/ask/${older.answer.sessionId}`);
    await finish();
  });
});
