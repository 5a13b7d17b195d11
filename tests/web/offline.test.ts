/** @mesh shared */
import { readAttempt, startAttempt } from '@ai-teacher/contracts/exam/attempts.ts';
import type { PageOptions, WatchedPage } from '@ai-teacher/test-kit/browser/test-browser.ts';
import { ownPeople } from '@ai-teacher/test-kit/mesh/own-people.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { openSchool, type School } from './school-in-browser.ts';

let school: School;
beforeAll(async () => {
  school = await openSchool();
});
afterAll(() => school?.browser.close());

/** The log lines of a browser about requests without a connection. */
const noConnection = /net::ERR_(INTERNET_DISCONNECTED|NETWORK_CHANGED|FAILED)/;

type Sitting = WatchedPage & { readonly attemptId: string; readonly path: string };

/** A student's page with an attempt in progress, whose items take words. */
const sit = async (title: string, options: PageOptions = {}): Promise<Sitting> => {
  const examId = await school.publish(title, ['cloze']);
  const { attemptId } = (await school.student.call(startAttempt, { params: { id: examId } })).answer;
  const path = `/app/attempts/${attemptId}?exam=${examId}`;
  const opened = await school.open(path, { expected: noConnection, ...options });
  await answerOf(opened.page, 0).waitFor();
  return { ...opened, attemptId, path };
};

const answerOf = (page: Page, index: number) => page.getByRole('textbox', { name: 'Your answer' }).nth(index);
const isSaved = (page: Page): Promise<void> => page.getByText('All answers saved').waitFor();
const isStored = (page: Page): Promise<void> =>
  page.getByText('No connection. Your answers are stored on this device.').waitFor();

/** The responses that the server has, in any order. */
const responsesOf = async (attemptId: string): Promise<unknown[]> => {
  const { answer } = await school.student.call(readAttempt, { params: { id: attemptId } });
  return answer.items.map(({ response }) => response).filter((response) => response !== null);
};

describe('an exam without a connection', () => {
  it('a response that is typed directly before a reload reaches the server after it', async () => {
    const { page, attemptId, finish } = await sit('Reload');
    await answerOf(page, 0).fill('condensation');
    await page.reload();
    await expect(answerOf(page, 0).inputValue()).resolves.toBe('condensation');
    await isSaved(page);
    expect(await responsesOf(attemptId)).toEqual(['condensation']);
    await finish();
  });

  it('responses of ten minutes without a connection are stored, shown as stored, and sent afterwards', async () => {
    const before = (context: Parameters<NonNullable<PageOptions['before']>>[0]) => context.clock.install();
    const { page, attemptId, finish } = await sit('Ten minutes', { before });
    await page.context().setOffline(true);
    await answerOf(page, 0).fill('evaporation');
    await isStored(page);
    await page.clock.fastForward('10:00');
    await answerOf(page, 1).fill('rain');
    await isStored(page);
    await page.getByRole('button', { name: 'Hand in' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Hand in' }).click();
    await page.getByText('You can hand in as soon as the connection is back.').waitFor();
    expect(await responsesOf(attemptId)).toEqual([]);
    await page.context().setOffline(false);
    await isSaved(page);
    expect((await responsesOf(attemptId)).toSorted()).toEqual(['evaporation', 'rain']);
    await finish();
  });

  it('two tabs of one attempt without a connection lose no response, also when one of them is closed', async () => {
    const { page, attemptId, path, finish } = await sit('Two tabs');
    const second = await page.context().newPage();
    await second.goto(new URL(path, school.mesh.gatewayUrl).href);
    await answerOf(second, 1).waitFor();
    await page.context().setOffline(true);
    await answerOf(second, 1).fill('snow');
    await answerOf(page, 0).fill('hail');
    await isStored(page);
    await second.close();
    await page.context().setOffline(false);
    await isSaved(page);
    expect((await responsesOf(attemptId)).toSorted()).toEqual(['hail', 'snow']);
    await finish();
  });

  it('a page that needs the connection says so, and the responses are sent from the next page', async () => {
    const { page, attemptId, finish } = await sit('Another page', {
      expected: /net::ERR_|Failed to fetch dynamically imported module/,
    });
    await page.context().setOffline(true);
    await answerOf(page, 0).fill('dew');
    await isStored(page);
    await page.getByRole('link', { name: 'Books', exact: true }).first().click();
    await page.getByRole('alert').getByText('The server cannot be reached.').first().waitFor();
    // The browser may send it as soon as the connection is back.
    const sent = page.waitForResponse((response) => response.request().method() === 'PUT');
    await page.context().setOffline(false);
    await page.getByRole('button', { name: 'Try again' }).first().click();
    expect((await sent).status()).toBe(204);
    expect(await responsesOf(attemptId)).toEqual(['dew']);
    await finish();
  });

  it('the next person at the same browser sends nothing, and the first one sends it after the next sign-in', async () => {
    const { gatewayUrl, credentials } = school.mesh;
    const other = await ownPeople(gatewayUrl, credentials.admin, ['student']);
    const { page, attemptId, finish } = await sit('Next person', {
      expected: /net::ERR_|401 \(Unauthorized\)/,
    });
    const signIn = async ({ email, password }: { email: string; password: string }): Promise<void> => {
      await page.getByRole('textbox', { name: 'E-mail' }).fill(email);
      await page.getByRole('textbox', { name: 'Password' }).fill(password);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('navigation').waitFor();
    };
    const signOut = async (): Promise<void> => {
      await page.getByRole('link', { name: 'Settings' }).click();
      await page.getByRole('button', { name: 'Sign out', exact: true }).click();
      await page.getByRole('textbox', { name: 'E-mail' }).waitFor();
    };
    const writes: string[] = [];
    await page.route('**/responses/**', (route) => route.abort());
    await answerOf(page, 0).fill('frost');
    await isStored(page);
    await signOut();
    await page.unroute('**/responses/**');
    page.on('request', (request) => void (request.method() === 'PUT' && writes.push(request.url())));
    await signIn(other.student);
    await signOut();
    expect(writes).toEqual([]);
    const sent = page.waitForResponse((response) => response.request().method() === 'PUT');
    await signIn(credentials.student);
    expect((await sent).status()).toBe(204);
    expect(await responsesOf(attemptId)).toEqual(['frost']);
    await finish();
  });
});
