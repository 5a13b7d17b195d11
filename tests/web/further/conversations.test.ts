/** @mesh shared */
import { ask } from '@ai-teacher/contracts/chat/tutoring.ts';
import type { PageOptions } from '@ai-teacher/test-kit/browser/test-browser.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { connectTo } from '../../telemetry/broken-tables.ts';
import { hasFocus, tabTo } from '../keyboard.ts';
import { openSchool, type School, textsOf, withShortPages } from '../school-in-browser.ts';
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
      await page.keyboard.type(question);
      await page.keyboard.press('Enter');
      // An answer may be complete before the page is asked for it, but its question stays.
      await page.locator('.question').nth(at).waitFor();
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

  it('is found by words of any of its messages, also when the page has not loaded it', async () => {
    const { answer: older } = await school.student.call(ask, {
      body: { message: 'How does an older glacier melt?' },
    });
    const { sessionId } = older;
    await school.student.call(ask, { body: { message: 'Why is the Matterhorn steep?', sessionId } });
    await school.student.call(ask, { body: { message: 'Why is a newer river wide?' } });
    const opened = await school.open('/app/ask', {
      // Each page of the list has one conversation.
      before: withShortPages(/\/api\/chat\/sessions(\?|$)/u, 1),
    });
    const { page, finish } = opened;
    const sessions = page.getByRole('region', { name: english('ask.sessions') });
    const found = sessions.getByRole('link').and(page.locator('li *'));
    await found.first().waitFor();
    await tabTo(page, page.getByRole('searchbox', { name: english('ask.findSession') }));
    await page.keyboard.type('STEEP matterhorn');
    await sessions.getByText('How does an older glacier melt?').waitFor();
    await expect(found.count()).resolves.toBe(1);
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type('an iguana');
    await sessions.getByRole('status').getByText(english('ask.noneFound')).waitFor();
    await inspect(opened, 'find-conversation');
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type('steep');
    await sessions.getByText('How does an older glacier melt?').waitFor();
    await tabTo(page, found.first());
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/app/ask/${sessionId}`);
    await finish();
  });

  it('shows that a search waits, aborts the search before, and says when the service refuses it', async () => {
    await school.student.call(ask, { body: { message: 'Why is a volcano hot?' } });
    const expected = /422.*\/api\/chat\/sessions/u;
    const { page, finish } = await school.open('/app/ask', { expected });
    const sessions = page.getByRole('region', { name: english('ask.sessions') });
    const searchOf = (q: string) => (url: string) => new URL(url).searchParams.get('q') === q;
    await page.route(
      (url) => searchOf('earlier')(url.href),
      () => undefined,
    );
    const search = page.getByRole('searchbox', { name: english('ask.findSession') });
    const isAborted = page.waitForEvent('requestfailed', (request) => searchOf('earlier')(request.url()));
    await search.fill('earlier');
    await sessions.getByRole('status', { name: english('shell.loading') }).waitFor();
    await search.fill('volcano hot');
    expect((await isAborted).failure()?.errorText).toBe('net::ERR_ABORTED');
    await sessions.getByRole('link', { name: 'Why is a volcano hot?' }).first().waitFor();
    // The service refuses a search without a visible character.
    await search.fill('\u2060');
    await sessions.getByRole('alert').waitFor();
    await search.fill('');
    await sessions.getByRole('link', { name: 'Why is a volcano hot?' }).first().waitFor();
    await expect(sessions.getByRole('alert').count()).resolves.toBe(0);
    await finish();
  });
});

describe('a conversation that is read', () => {
  it('stays on the page when another one is deleted, and leaves it when it is deleted itself', async () => {
    const made = async (message: string): Promise<string> =>
      (await school.student.call(ask, { body: { message } })).answer.sessionId;
    const words = ['Why is a delta flat?', 'Why is a geyser hot?'] as const;
    const read = await made(words[0]);
    await made(words[1]);
    const { page, finish } = await school.open(`/app/ask/${read}`);
    const question = page.locator('.question', { hasText: words[0] });
    await question.waitFor();
    for (const title of words.toReversed()) {
      const entry = page.getByRole('listitem').filter({ hasText: title });
      await entry.getByRole('button').click();
      await button(page, english('ask.delete'))
        .and(page.getByRole('alertdialog').getByRole('button'))
        .click();
      await entry.waitFor({ state: 'detached' });
      if (title === words[1]) {
        expect(new URL(page.url()).pathname).toBe(`/app/ask/${read}`);
        expect(await question.isVisible()).toBe(true);
      }
    }
    await page.waitForURL('**/app/ask');
    await finish();
  });
});

/** The number of messages of a long conversation. */
const longCount = 130;

/** A conversation whose messages have their number as text. The first question is real. */
const aLongConversation = async (): Promise<string> => {
  const { answer } = await school.student.call(ask, { body: { message: 'Why is a long story long?' } });
  const database = await connectTo(school.mesh, 'chat');
  try {
    await database.query(
      `insert into chat_message (id, session_id, author, text, status, created_at)
       select gen_random_uuid(), $1, case when n % 2 = 1 then 'user' else 'assistant' end, 'Message ' || n,
         'complete', now()
       from generate_series(3, $2::int) as n order by n`,
      [answer.sessionId, longCount],
    );
  } finally {
    await database.end();
  }
  return answer.sessionId;
};

describe('a long conversation', () => {
  it('opens at its newest messages and loads earlier ones by keyboard, at the same place on the screen', async () => {
    const id = await aLongConversation();
    const opened = await school.open(`/app/ask/${id}`);
    const { page, finish } = opened;
    const shown = page.locator('.messages > .question, .messages > .answer');
    const message = (number: number) =>
      shown.filter({ hasText: new RegExp(`^Message ${number}(?!\\d)`, 'u') });
    const topOf = async (number: number) => (await message(number).boundingBox())?.y ?? Number.NaN;
    const earlier = button(page, english('ask.earlier'));
    const added = (count: number, total: number) =>
      english('ask.earlierShown_other')
        .replace('{{count, number}}', `${count}`)
        .replace('{{total, number}}', `${total}`);
    await message(longCount).waitFor();
    const { height = 0 } = page.viewportSize() ?? {};
    expect(await topOf(longCount)).toBeLessThan(height);
    await expect(shown.count()).resolves.toBe(50);
    await tabTo(page, earlier);
    const before = await topOf(81);
    await page.keyboard.press('Enter');
    await page.getByRole('status').getByText(added(50, 100), { exact: true }).waitFor();
    await expect(shown.count()).resolves.toBe(100);
    expect(Math.abs((await topOf(81)) - before)).toBeLessThan(2);
    expect(await hasFocus(earlier)).toBe(true);
    await inspect(opened, 'long-conversation');
    const placed = await topOf(31);
    await page.keyboard.press('Enter');
    await page.getByRole('status').getByText(added(30, 130), { exact: true }).waitFor();
    expect(Math.abs((await topOf(31)) - placed)).toBeLessThan(2);
    expect(await hasFocus(message(31))).toBe(true);
    await expect(earlier.count()).resolves.toBe(0);
    const texts = await shown.allTextContents();
    expect(texts[0]).toBe('Why is a long story long?');
    expect(texts.slice(2, -1)).toEqual(Array.from({ length: longCount - 3 }, (_, at) => `Message ${at + 3}`));
    await finish();
  });
});
