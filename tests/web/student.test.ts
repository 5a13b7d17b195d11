/** @mesh shared */
import { signIn } from '@ai-teacher/contracts/auth/sessions.ts';
import { draftIn, generateExam, publishExam } from '@ai-teacher/contracts/exam/exams.ts';
import { createEdgeClient, type EdgeClient } from '@ai-teacher/edge-client/edge-client.ts';
import { accessibilityFindings } from '@ai-teacher/test-kit/browser/accessibility.ts';
import { serveBuiltClient } from '@ai-teacher/test-kit/browser/built-client.ts';
import {
  startBrowser,
  type TestBrowser,
  type WatchedPage,
} from '@ai-teacher/test-kit/browser/test-browser.ts';
import { type RunningMesh, runningMesh } from '@ai-teacher/test-kit/mesh/running-mesh.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { readTheBook } from '../telemetry/read-the-book.ts';

let mesh: RunningMesh;
let browser: TestBrowser;
let teacher: EdgeClient;
let documentId: string;

beforeAll(async () => {
  mesh = await runningMesh();
  await serveBuiltClient(mesh.stateDirectory);
  const world = createEdgeClient({ gatewayUrl: mesh.gatewayUrl });
  const { answer } = await world.call(signIn, { body: mesh.credentials.teacher });
  teacher = world.as(answer.accessToken);
  documentId = (await readTheBook(teacher, 'Water')).documentId;
  browser = await startBrowser(mesh.gatewayUrl);
});
afterAll(() => browser?.close());

/** A browser without a session asks for one, and the refusal is an error of its console. */
const noSessionYet = /401 \(Unauthorized\).*\/api\/auth\/browser\/refresh/;

const signedIn = async (options: Parameters<TestBrowser['openPage']>[1] = {}): Promise<WatchedPage> => {
  const opened = await browser.openPage('/', { ...options, expected: noSessionYet });
  const { page } = opened;
  const { email, password } = mesh.credentials.student;
  await page.getByRole('textbox', { name: 'E-mail' }).fill(email);
  await page.getByRole('textbox', { name: 'Password' }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('**/app');
  return opened;
};

const hasFocus = (place: Locator): Promise<boolean> =>
  place.evaluate((element) => element === element.ownerDocument.activeElement);

/** Presses a key until a place has the focus. @throws Error when it cannot be reached. */
const tabTo = async (page: Page, place: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> => {
  for (let pressed = 0; pressed < 40; pressed++) {
    if (await hasFocus(place)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${key} does not reach ${place}`);
};

const announcement = {
  rule: 'role-img-alt',
  selector: 'div[role="img"]',
  reason: 'React Aria announces a pending button by a hidden image, which names the button that is gone.',
};

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
    const { page, finish } = await browser.openPage('/', { expected: noSessionYet });
    const { email, password } = mesh.credentials.student;
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

  it('sits an exam: the answers survive a reload, and the attempt is handed in', async () => {
    const wish = { title: 'Water in the browser', documentIds: [documentId], itemCount: 4 };
    const { examId } = draftIn((await teacher.call(generateExam, { body: wish })).answer);
    await teacher.call(publishExam, { params: { id: examId }, body: { durationMinutes: 30 } });
    const { page, picture, finish } = await signedIn();
    await page.getByRole('link', { name: 'Exams', exact: true }).first().click();
    const exam = page.getByRole('article').filter({ hasText: wish.title });
    await exam.getByRole('button', { name: 'Start' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Start' }).click();
    await page.getByRole('timer', { name: 'Time left' }).waitFor();
    const answer = page.getByRole('textbox', { name: 'Your answer' }).first();
    await answer.fill('condensation');
    await page.getByText('All answers saved').waitFor();
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
