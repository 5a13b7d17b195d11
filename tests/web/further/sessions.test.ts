/** @mesh shared */

import { browserCookiePath, signOutBrowser } from '@ai-teacher/contracts/auth/browser-sessions.ts';
import type { PageOptions } from '@ai-teacher/test-kit/browser/test-browser.ts';
import { ownPeople } from '@ai-teacher/test-kit/mesh/own-people.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { BrowserContext, Locator, Page } from 'playwright-core';
import { hasFocus } from '../keyboard.ts';
import { openSchool, type School, signInContext, textsOf } from '../school-in-browser.ts';

let school: School;
beforeAll(async () => {
  school = await openSchool();
});
afterAll(() => school?.browser.close());

/** A second tab of the same browser. */
const secondTab = async (page: Page): Promise<Page> => {
  const second = await page.context().newPage();
  await second.goto(`${school.mesh.gatewayUrl}/app`);
  await second.getByRole('navigation').waitFor();
  return second;
};

const withClock: PageOptions = { before: (context) => context.clock.install() };

/** Counts the renewals of a browser from now on. */
const renewalsOf = (context: BrowserContext): (() => number) => {
  let renewals = 0;
  context.on('request', (request) => {
    if (request.url().endsWith(`${browserCookiePath}/refresh`)) renewals += 1;
  });
  return () => renewals;
};

const openBooks = async (page: Page): Promise<void> => {
  await page.getByRole('link', { name: 'Books', exact: true }).first().click();
  await page.getByRole('heading', { level: 1, name: 'Books' }).waitFor();
  await page.getByRole('article').first().waitFor();
};

const signOutAddress = `**${signOutBrowser.edgePath}`;
const signingOut = textsOf('en')('entry.signingOut');
const reason = 'it expired, or it was ended on another device or by an administrator';

/**
 * Presses a control until the page says that its session has ended. Services learn of an ended session within
 * seconds; then they refuse the next request of the page. The control leaves the page as soon as any request
 * is refused, also while it is about to be pressed.
 */
const untilEnded = async (page: Page, control: Locator): Promise<void> => {
  while (!(await page.getByText(reason).isVisible()))
    await control.click({ timeout: 1_000 }).catch(() => undefined);
};

/** A student's page whose person has signed out, while no sign-out of the browser reached the server. */
const leaveWithoutServer = async () => {
  const opened = await school.open('/app/settings', { expected: /net::ERR_FAILED|401 \(Unauthorized\)/ });
  const { page } = opened;
  const second = await secondTab(page);
  const context = page.context();
  await context.route(signOutAddress, (route) => route.abort());
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  for (const tab of [page, second]) await tab.getByText(signingOut).waitFor();
  return { ...opened, second, reconnect: () => context.unroute(signOutAddress) };
};

describe('the session of a browser', () => {
  it('two tabs share one renewal after their token has expired', async () => {
    const { page, finish } = await school.open('/app', withClock);
    await page.getByRole('navigation').waitFor();
    const renewals = renewalsOf(page.context());
    const second = await secondTab(page);
    expect(renewals()).toBe(0);
    await page.clock.fastForward('15:00');
    await Promise.all([openBooks(page), openBooks(second)]);
    expect(renewals()).toBe(1);
    await finish();
  });

  it('a sign-out in one tab ends the session of every tab', async () => {
    const { page, finish } = await school.open('/app/settings');
    const second = await secondTab(page);
    await page.getByRole('button', { name: 'Sign out', exact: true }).click();
    for (const tab of [page, second]) await tab.getByRole('heading', { name: 'Sign in' }).waitFor();
    await finish();
  });

  it('a tab takes up no session after a sign-out that did not reach the server, and ends it later', async () => {
    const { page, second, reconnect, finish } = await leaveWithoutServer();
    const renewals = renewalsOf(page.context());
    for (const tab of [page, second]) {
      await tab.reload();
      await tab.getByRole('heading', { name: 'Sign in' }).waitFor();
      await tab.getByText(signingOut).waitFor();
    }
    expect(renewals()).toBe(0);
    await reconnect();
    const answered = page.waitForResponse(signOutAddress);
    await page.reload();
    expect((await answered).status()).toBe(204);
    for (const tab of [page, second]) await tab.getByText(signingOut).waitFor({ state: 'detached' });
    const refused = second.waitForResponse(`**${browserCookiePath}/refresh`);
    await second.reload();
    expect((await refused).status()).toBe(401);
    await second.getByRole('heading', { name: 'Sign in' }).waitFor();
    await finish();
  });

  it('a person who signs in after such a sign-out stays signed in', async () => {
    const { gatewayUrl, credentials } = school.mesh;
    const { student } = await ownPeople(gatewayUrl, credentials.admin, ['student']);
    const { page, second, reconnect, finish } = await leaveWithoutServer();
    await page.getByRole('textbox', { name: 'E-mail' }).fill(student.email);
    await page.getByRole('textbox', { name: 'Password' }).fill(student.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    for (const tab of [page, second]) await tab.getByRole('navigation').waitFor();
    await reconnect();
    for (const tab of [page, second]) {
      await tab.goto(`${gatewayUrl}/app/settings`);
      await tab.getByText(student.email).waitFor();
    }
    await finish();
  });

  it('a person who ends the session of another device signs it out there, and stays signed in here', async () => {
    const { gatewayUrl, credentials } = school.mesh;
    const { student } = await ownPeople(gatewayUrl, credentials.admin, ['student']);
    const enter = (address: string) =>
      school.browser.openPage(address, {
        before: (context) => signInContext(context, gatewayUrl, student),
        expected: /401 \(Unauthorized\)/,
      });
    const other = await enter('/app/settings');
    await other.page.getByRole('navigation').waitFor();
    const { page, finish } = await enter('/app/settings');
    const list = page.getByRole('list', { name: 'Your sessions' });
    const elsewhere = list
      .getByRole('listitem')
      .filter({ hasText: 'Chrome on ' })
      .filter({ hasNotText: 'This session' });
    await list.getByText('This session').waitFor();
    await elsewhere.getByRole('button', { name: 'End session' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'End session' }).click();
    await page.getByText('The session has ended.').waitFor();
    expect(await elsewhere.count()).toBe(0);
    expect(await hasFocus(list)).toBe(true);
    await untilEnded(other.page, other.page.getByRole('button', { name: 'Save' }));
    await page.reload();
    await list.getByText('This session').waitFor();
    await other.finish();
    await finish();
  });

  it('a person who ends the current session in the list is signed out in every tab', async () => {
    const { page, finish } = await school.open('/app/settings');
    const second = await secondTab(page);
    const current = page.getByRole('listitem').filter({ hasText: 'This session' });
    await current.getByRole('button', { name: 'End session' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'End session' }).click();
    for (const tab of [page, second]) await tab.getByRole('heading', { name: 'Sign in' }).waitFor();
    await finish();
  });

  it('a stream goes on after its token has expired, and opens again with a new token after an interruption', async () => {
    const { page, finish } = await school.open('/app', { ...withClock, expected: /net::ERR_/ });
    const opened = page.waitForResponse('**/api/notifications/stream');
    await page.goto(`${school.mesh.gatewayUrl}/app/notifications`);
    await opened;
    const renewals = renewalsOf(page.context());
    await page.clock.fastForward('16:00');
    await school.publish('After the token');
    await page.getByText('“After the token” is published').waitFor();
    const before = renewals();
    await page.context().setOffline(true);
    await page.clock.fastForward('15:00');
    await school.publish('During the interruption');
    await page.context().setOffline(false);
    await page.clock.fastForward('01:00');
    await page.getByText('“During the interruption” is published').waitFor();
    expect(renewals()).toBeGreaterThan(before);
    await finish();
  });

  it('an answer that streams while the token expires arrives completely', async () => {
    const { page, finish } = await school.open('/app/ask', withClock);
    await page.getByRole('textbox', { name: 'Your question' }).fill('What is condensation?');
    // The token expires after 15 minutes, and the client waits for an answer for 10.
    await page.clock.fastForward('14:00');
    const asked = page.waitForRequest(
      (request) => request.method() === 'POST' && request.url().includes('/api/chat/'),
    );
    await page.getByRole('button', { name: 'Ask', exact: true }).click();
    await asked;
    await page.clock.fastForward('05:00');
    await page
      .getByRole('button', { name: /^Citation 1/ })
      .first()
      .waitFor();
    await finish();
  });

  it('a session that an admin ends leads to the sign-in, which says why, in every tab', async () => {
    const { gatewayUrl, credentials } = school.mesh;
    const { student } = await ownPeople(gatewayUrl, credentials.admin, ['student']);
    const { page, finish } = await school.browser.openPage('/app/settings', {
      before: (context) => signInContext(context, gatewayUrl, student),
      expected: /401 \(Unauthorized\)/,
    });
    await page.getByRole('navigation').waitFor();
    const second = await secondTab(page);
    const office = await school.browser.openPage(`/app/people?email=${encodeURIComponent(student.email)}`, {
      before: (context) => signInContext(context, gatewayUrl, credentials.admin),
    });
    await office.page.getByRole('button', { name: /^Change / }).click();
    await office.page.getByRole('button', { name: 'End all sessions' }).click();
    await office.page.getByRole('alertdialog').getByRole('button', { name: 'End all sessions' }).click();
    await office.page.getByText('All sessions of this person have ended.').waitFor();
    await office.finish();
    await untilEnded(page, page.getByRole('button', { name: 'Save' }));
    await second.getByText(reason).waitFor();
    await finish();
  });
});
