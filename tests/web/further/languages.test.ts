/** @mesh shared */
import { startAttempt, submitAttempt } from '@ai-teacher/contracts/exam/attempts.ts';
import { releaseExam } from '@ai-teacher/contracts/exam/exams.ts';
import type { WatchedPage } from '@ai-teacher/test-kit/browser/test-browser.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkArabicPage } from '../arabic-page.ts';
import { openSchool, type School, textsOf } from '../school-in-browser.ts';

const arabic = textsOf('ar');
let school: School;
let opened: WatchedPage;
const paths: Record<string, string> = {};

beforeAll(async () => {
  school = await openSchool();
  const { student, teacher } = school;
  const examId = await school.publish('Water in Arabic');
  const params = { params: { id: examId } };
  const { attemptId } = (await student.call(startAttempt, params)).answer;
  paths.sitting = `/app/attempts/${attemptId}?exam=${examId}`;
  const endedId = await school.publish('Water that has ended');
  const ended = (await student.call(startAttempt, { params: { id: endedId } })).answer;
  await student.call(submitAttempt, { params: { id: ended.attemptId } });
  await teacher.call(releaseExam, { params: { id: endedId } });
  paths.result = `/app/attempts/${ended.attemptId}?exam=${endedId}`;
  paths.reader = `/app/books/${school.documentId}?page=3`;
  opened = await school.open('/app', { locale: 'ar-EG' });
});
afterAll(async () => {
  await opened?.finish();
  await school?.browser.close();
});

describe('the client in Arabic, in both themes, and at 320 pixels with text of double size', () => {
  it.each(['sign-in', 'register'])(
    'the page %s has no accessibility fault and cuts nothing off',
    async (name) => {
      const expected = /401 \(Unauthorized\).*\/api\/auth\/browser\/refresh/;
      const entry = await school.browser.openPage(`/app/${name}`, { locale: 'ar-EG', expected });
      await checkArabicPage(entry, name);
      await entry.finish();
    },
  );

  it.each([
    ['home', '/app'],
    ['books', '/app/books'],
    ['reader', undefined],
    ['exams', '/app/exams'],
    ['sitting', undefined],
    ['result', undefined],
    ['notifications', '/app/notifications'],
    ['settings', '/app/settings'],
  ])('the page %s has no accessibility fault and cuts nothing off', async (name, path) => {
    await opened.page.goto(new URL(path ?? paths[name] ?? '', school.mesh.gatewayUrl).href);
    await checkArabicPage(opened, name);
  });

  it('a conversation has no accessibility fault, cuts nothing off, and shows an English answer from left to right', async () => {
    const { page } = opened;
    await page.goto(`${school.mesh.gatewayUrl}/app/ask`);
    await page.getByRole('textbox', { name: arabic('ask.question') }).fill('What is condensation?');
    await page.keyboard.press('Enter');
    const chip = page.locator('.answer .chip').first();
    await chip.click();
    await page
      .getByRole('complementary', { name: arabic('ask.citedPage') })
      .locator('mark')
      .waitFor();
    const directionOf = (selector: string): Promise<string> =>
      page.evaluate(`getComputedStyle(document.querySelector('${selector}')).direction`);
    expect(await directionOf('.answer-text')).toBe('ltr');
    expect(await directionOf('.page-body')).toBe('ltr');
    expect(await directionOf('.answer .chip')).toBe('rtl');
    await checkArabicPage(opened, 'conversation');
  });
});

describe('the language of the client', () => {
  it('numbers and plural forms follow the language: an exam of four questions has Arabic digits and the form for few', async () => {
    const { page } = opened;
    await page.goto(`${school.mesh.gatewayUrl}/app/exams`);
    const exam = page.getByRole('article').filter({ hasText: 'Water in Arabic' });
    await exam.getByText(/٤.* أسئلة/).waitFor();
  });

  it('a language that a person chooses in the settings is stored in the profile and follows into another browser', async () => {
    const { page } = opened;
    await page.goto(`${school.mesh.gatewayUrl}/app/settings`);
    await page.getByRole('button', { name: arabic('settings.language') }).click();
    const stored = page.waitForResponse(
      (response) => response.request().method() === 'PATCH' && response.url().endsWith('/api/users/me'),
    );
    await page.getByRole('option', { name: 'Deutsch' }).click();
    await page.getByRole('heading', { name: textsOf('de')('settings.appearance') }).waitFor();
    expect(await page.locator('html').getAttribute('dir')).toBe('ltr');
    expect((await stored).status()).toBe(200);
    const other = await school.open('/app', { locale: 'en-GB' });
    await other.page
      .getByRole('link', { name: textsOf('de')('nav.books') })
      .first()
      .waitFor();
    expect(await other.page.locator('html').getAttribute('lang')).toBe('de');
    await other.finish();
  });

  it('a language that a visitor chooses on the sign-in page stays after a reload', async () => {
    const expected = /401 \(Unauthorized\).*\/api\/auth\/browser\/refresh/;
    const { page, finish } = await school.browser.openPage('/app/sign-in', { locale: 'fr-FR', expected });
    await page.getByRole('button', { name: 'हिन्दी' }).click();
    await page.getByRole('heading', { name: textsOf('hi')('entry.signIn') }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: textsOf('hi')('entry.signIn') }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('hi');
    await finish();
  });
});
