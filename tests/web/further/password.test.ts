/** @mesh shared */
import { changePasswordBrowser, refreshBrowser } from '@ai-teacher/contracts/auth/browser-sessions.ts';
import { signIn } from '@ai-teacher/contracts/auth/sessions.ts';
import { changeMe } from '@ai-teacher/contracts/user/profile.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import type { WatchedPage } from '@ai-teacher/test-kit/browser/test-browser.ts';
import { ownPeople } from '@ai-teacher/test-kit/mesh/own-people.ts';
import { patientClient } from '@ai-teacher/test-kit/mesh/patient-client.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { hasFocus } from '../keyboard.ts';
import { openSchool, type School, signInContext, textsOf } from '../school-in-browser.ts';

const english = textsOf('en');
const newPassword = 'four loud green parrots';
type Credentials = { readonly email: string; readonly password: string };

let school: School;
beforeAll(async () => {
  school = await openSchool();
});
afterAll(() => school?.browser.close());

const newStudent = async (): Promise<Credentials> => {
  const { gatewayUrl, credentials } = school.mesh;
  return (await ownPeople(gatewayUrl, credentials.admin, ['student'])).student;
};

/** The settings in a browser of its own. Refusals are part of these tests. */
const settingsOf = (student: Credentials): Promise<WatchedPage> =>
  school.browser.openPage('/app/settings', {
    before: (context) => signInContext(context, school.mesh.gatewayUrl, student),
    expected: /401 \(Unauthorized\)|422 \(Unprocessable|429 \(Too Many/,
  });

const formOf = (page: Page) => {
  const field = (key: string): Locator => page.getByLabel(english(`settings.${key}`), { exact: true });
  const [current, fresh] = [field('currentPassword'), field('newPassword')];
  return {
    current,
    fresh,
    send: async (from: string, to: string): Promise<void> => {
      await current.fill(from);
      await fresh.fill(to);
      await page.getByRole('button', { name: english('settings.changePassword') }).click();
    },
  };
};

const signInStatus = async (email: string, password: string): Promise<number> => {
  const client = patientClient(school.mesh.gatewayUrl);
  return client.call(signIn, { body: { email, password } }).then(
    ({ status }) => status,
    (fault: { exchange: { status: number } }) => fault.exchange.status,
  );
};

describe('the change of a password', () => {
  it('this browser stays signed in with all its tabs, and every other device is signed out', async () => {
    const student = await newStudent();
    const other = await settingsOf(student);
    await other.page.getByRole('navigation').waitFor();
    const { page, finish } = await settingsOf(student);
    const second = await page.context().newPage();
    await second.goto(`${school.mesh.gatewayUrl}/app/settings`);
    await second.getByRole('navigation').waitFor();
    const list = page.getByRole('list', { name: english('settings.sessions') });
    await list.getByRole('listitem').nth(1).waitFor();

    const form = formOf(page);
    await form.send(student.password, newPassword);
    await page
      .getByRole('status')
      .filter({ hasText: english('settings.passwordChanged') })
      .waitFor();
    expect([await form.current.inputValue(), await form.fresh.inputValue()]).toEqual(['', '']);
    await list.getByRole('listitem').nth(1).waitFor({ state: 'detached' });
    expect(await list.getByText(english('settings.thisSession')).count()).toBe(1);

    await second.getByRole('button', { name: english('shell.save') }).click();
    await second.getByText(english('settings.saved')).waitFor();
    for (const tab of [page, second]) {
      await tab.reload();
      await tab.getByText(english('settings.thisSession')).waitFor();
    }
    await other.page.reload();
    await other.page.getByRole('heading', { name: english('entry.signIn') }).waitFor();
    expect(await signInStatus(student.email, student.password)).toBe(401);
    expect(await signInStatus(student.email, newPassword)).toBe(200);
    await other.finish();
    await finish();
  });

  it('a tab whose token is refused during the change waits for it and takes the new session', async () => {
    const student = await newStudent();
    const { page, finish } = await settingsOf(student);
    const second = await page.context().newPage();
    await second.goto(`${school.mesh.gatewayUrl}/app/settings`);
    await second.getByRole('navigation').waitFor();
    const change = Promise.withResolvers<void>();
    await page.route(`**${changePasswordBrowser.edgePath}`, async (route) => {
      await change.promise;
      await route.continue();
    });
    let refusals = 0;
    await second.route(`**${changeMe.edgePath}`, (route) => {
      if (route.request().method() !== changeMe.method || refusals > 0) return route.continue();
      refusals += 1;
      return route.fulfill({ status: 401 });
    });
    let renewals = 0;
    page.context().on('request', (request) => {
      if (request.url().endsWith(refreshBrowser.edgePath ?? '')) renewals += 1;
    });
    const sent = page.waitForRequest(`**${changePasswordBrowser.edgePath}`);
    await formOf(page).send(student.password, newPassword);
    await sent;
    await second.getByRole('button', { name: english('shell.save') }).click();
    const waiting = () => second.evaluate(async () => (await navigator.locks.query()).pending?.length === 1);
    await waitUntil(async () => (await waiting()) || undefined, {
      what: 'a tab that waits for the session',
      timeoutSeconds: 20,
      everyMilliseconds: 20,
    });
    change.resolve();
    await page.getByText(english('settings.passwordChanged')).waitFor();
    await second.getByText(english('settings.saved')).waitFor();
    expect({ refusals, renewals }).toEqual({ refusals: 1, renewals: 0 });
    await finish();
  });

  it('a refused password is explained at its field, which gets the focus, and an edit removes the fault', async () => {
    const student = await newStudent();
    const { page, finish } = await settingsOf(student);
    const form = formOf(page);
    await form.send('three quiet blue whale', newPassword);
    await page.getByText(english('settings.wrongPassword')).waitFor();
    expect(await form.current.getAttribute('aria-invalid')).toBe('true');
    expect(await hasFocus(form.current)).toBe(true);

    await form.send(student.password, student.password);
    await page.getByText(english('password.same-as-current')).waitFor();
    expect(await page.getByText(english('settings.wrongPassword')).count()).toBe(0);
    expect(await hasFocus(form.fresh)).toBe(true);
    await form.current.fill('');
    await page.getByText(english('password.same-as-current')).waitFor({ state: 'detached' });

    await form.send(student.password, 'passwordpassword');
    await page.getByText('Choose another password.').waitFor();
    expect(await signInStatus(student.email, student.password)).toBe(200);
    await finish();
  });

  it('wrong passwords in succession lead to a wait, whose end is shown', async () => {
    const student = await newStudent();
    const { page, finish } = await settingsOf(student);
    const form = formOf(page);
    const wait = page.getByRole('alert').filter({ hasText: 'Too many attempts. Try again after' });
    for (let count = 0; count < 10; count += 1) {
      const answered = page.waitForResponse(`**${changePasswordBrowser.edgePath}`);
      await form.send(`three quiet blue whale ${count}`, newPassword);
      expect((await answered).status()).toBe(401);
    }
    await form.send(student.password, newPassword);
    await wait.waitFor();
    expect(await wait.textContent()).toMatch(/after .*\d{1,2}:\d{2}/);
    await page.reload();
    await page.getByText(english('settings.thisSession')).waitFor();
    await finish();
  });

  it('password managers find the user name and both passwords, which a box makes visible', async () => {
    const { page, finish } = await settingsOf(await newStudent());
    const { current, fresh } = formOf(page);
    expect(await current.getAttribute('autocomplete')).toBe('current-password');
    expect(await fresh.getAttribute('autocomplete')).toBe('new-password');
    const userName = page.locator('form input[autocomplete="username"]');
    expect(await userName.inputValue()).toMatch(/@/);
    await page.getByText(english('settings.showPasswords')).click();
    for (const field of [current, fresh]) expect(await field.getAttribute('type')).toBe('text');
    await finish();
  });
});
