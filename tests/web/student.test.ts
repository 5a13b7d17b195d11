/** @mesh shared */
import { accessibilityFindings } from '@ai-teacher/test-kit/browser/accessibility.ts';
import type { PageOptions, WatchedPage } from '@ai-teacher/test-kit/browser/test-browser.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hasFocus, tabTo } from './keyboard.ts';
import { openSchool, type School } from './school-in-browser.ts';
import { announcement, noSessionYet, signedInPage } from './signed-in.ts';

let school: School;
beforeAll(async () => {
  school = await openSchool();
});
afterAll(() => school?.browser.close());

const signedIn = (options: PageOptions = {}): Promise<WatchedPage> =>
  signedInPage(school.browser, school.mesh.credentials.student, options);

describe('a student in a browser', () => {
  it.each(['light', 'dark'] as const)(
    'asks, and opens the cited page with its quote (%s)',
    async (colorScheme) => {
      const { page, picture, finish } = await signedIn({ colorScheme });
      await page.getByRole('link', { name: 'Ask', exact: true }).first().click();
      await page.getByRole('textbox', { name: 'Your question' }).fill('What is condensation?');
      await page.getByRole('button', { name: 'Ask', exact: true }).click();
      await page
        .getByRole('button', { name: /^Citation 1/ })
        .first()
        .click();
      const cited = page.getByRole('complementary', { name: 'Cited page' });
      await cited
        .locator('mark')
        .getByText(/the change of a gas into a liquid/)
        .waitFor();
      expect(await accessibilityFindings(page, [announcement])).toEqual([]);
      await picture(`ask-${colorScheme}`);
      await finish();
    },
  );

  it('asks and reads the cited page by keyboard alone, and the focus returns to the citation', async () => {
    const { page, finish } = await school.browser.openPage('/', { expected: noSessionYet });
    const { email, password } = school.mesh.credentials.student;
    await tabTo(page, page.getByRole('textbox', { name: 'E-mail' }));
    await page.keyboard.type(email);
    await tabTo(page, page.getByRole('textbox', { name: 'Password' }));
    await page.keyboard.type(password);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/app');
    const skip = page.getByRole('link', { name: 'Skip to the content' });
    await skip.waitFor();
    await page.getByRole('link', { name: /^Ask a question/ }).waitFor();
    await tabTo(page, skip);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await hasFocus(page.getByRole('link', { name: /^Ask a question/ }))).toBe(true);
    await page.keyboard.press('Enter');
    await tabTo(page, page.getByRole('textbox', { name: 'Your question' }));
    await page.keyboard.type('What is condensation?');
    await page.keyboard.press('Enter');
    const citation = page.getByRole('button', { name: /^Citation 1/ }).first();
    await citation.waitFor();
    await tabTo(page, citation, 'Shift+Tab');
    await page.keyboard.press('Enter');
    const cited = page.getByRole('complementary', { name: 'Cited page' });
    await cited.locator('mark').waitFor();
    expect(await hasFocus(cited.getByRole('button', { name: 'Close' }))).toBe(true);
    await page.keyboard.press('Enter');
    await cited.waitFor({ state: 'detached' });
    expect(await hasFocus(citation)).toBe(true);
    await finish();
  });

  it('sits an exam: it starts once, the answers survive a reload, and the attempt is handed in', async () => {
    const title = 'Water in the browser';
    await school.publish(title);
    const { page, picture, finish } = await signedIn();
    let starts = 0;
    page.on('request', (request) => {
      if (request.method() === 'POST' && /\/api\/exams\/[^/]+\/attempts$/.test(request.url())) starts += 1;
    });
    await page.getByRole('link', { name: 'Exams', exact: true }).first().click();
    const exam = page.getByRole('article').filter({ hasText: title });
    await exam.getByRole('button', { name: 'Start' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Start' }).click();
    await page.getByRole('timer', { name: 'Time left' }).waitFor();
    const answer = page.getByRole('textbox', { name: 'Your answer' }).first();
    await answer.fill('condensation');
    await page.getByText('All answers saved').waitFor();
    expect(starts).toBe(1);
    await page.reload();
    await expect(answer.inputValue()).resolves.toBe('condensation');
    expect(await accessibilityFindings(page)).toEqual([]);
    await picture('sitting');
    await page.getByRole('button', { name: 'Hand in' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Hand in' }).click();
    await page.getByText('You have handed in').waitFor();
    await finish();
  });
});
