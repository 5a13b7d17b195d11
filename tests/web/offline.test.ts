/** @mesh shared */
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import type { PageOptions } from '@ai-teacher/test-kit/browser/test-browser.ts';
import { ownPeople } from '@ai-teacher/test-kit/mesh/own-people.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openSchool, type School } from './school-in-browser.ts';
import { answerOf, isSaved, isStored, responsesOf, sit } from './sit.ts';

let school: School;
beforeAll(async () => {
  school = await openSchool();
});
afterAll(() => school?.browser.close());

describe('an exam without a connection', () => {
  it('a response that is typed directly before a reload reaches the server after it', async () => {
    const { page, attemptId, finish } = await sit(school, 'Reload');
    await answerOf(page, 0).fill('condensation');
    await page.reload();
    await expect(answerOf(page, 0).inputValue()).resolves.toBe('condensation');
    await isSaved(page);
    expect(await responsesOf(school, attemptId)).toEqual(['condensation']);
    await finish();
  });

  it('responses of ten minutes without a connection are stored, shown as stored, and sent afterwards', async () => {
    const before = (context: Parameters<NonNullable<PageOptions['before']>>[0]) => context.clock.install();
    const { page, attemptId, finish } = await sit(school, 'Ten minutes', { before });
    await page.context().setOffline(true);
    await answerOf(page, 0).fill('evaporation');
    await isStored(page);
    await page.clock.fastForward('10:00');
    await answerOf(page, 1).fill('rain');
    await isStored(page);
    await page.getByRole('button', { name: 'Hand in' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Hand in' }).click();
    await page.getByText('You can hand in as soon as the connection is back.').waitFor();
    expect(await responsesOf(school, attemptId)).toEqual([]);
    await page.context().setOffline(false);
    await isSaved(page);
    expect((await responsesOf(school, attemptId)).toSorted()).toEqual(['evaporation', 'rain']);
    await finish();
  });

  it('a tab shows the newer response of another tab, and adds to it', async () => {
    const { page, attemptId, path, finish } = await sit(school, 'A newer tab');
    await answerOf(page, 0).fill('hail');
    await isSaved(page);
    const second = await page.context().newPage();
    await second.goto(new URL(path, school.mesh.gatewayUrl).href);
    await answerOf(second, 0).fill('hail and snow');
    await isSaved(second);
    await waitUntil(async () => (await answerOf(page, 0).inputValue()) === 'hail and snow', {
      what: 'the response of the other tab',
      timeoutSeconds: 20,
    });
    await answerOf(page, 0).press('End');
    await answerOf(page, 0).pressSequentially(' and rain');
    await isSaved(page);
    expect(await responsesOf(school, attemptId)).toEqual(['hail and snow and rain']);
    await second.close();
    await finish();
  });

  it('two tabs of one attempt without a connection lose no response, also when one of them is closed', async () => {
    const { page, attemptId, path, finish } = await sit(school, 'Two tabs');
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
    expect((await responsesOf(school, attemptId)).toSorted()).toEqual(['hail', 'snow']);
    await finish();
  });

  it('a page that needs the connection says so, and the responses are sent from the next page', async () => {
    const { page, attemptId, finish } = await sit(school, 'Another page', {
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
    expect(await responsesOf(school, attemptId)).toEqual(['dew']);
    await finish();
  });

  it('the next person at the same browser sends nothing, and the first one sends it after the next sign-in', async () => {
    const { gatewayUrl, credentials } = school.mesh;
    const other = await ownPeople(gatewayUrl, credentials.admin, ['student']);
    const { page, attemptId, finish } = await sit(school, 'Next person', {
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
    expect(await responsesOf(school, attemptId)).toEqual(['frost']);
    await finish();
  });
});
