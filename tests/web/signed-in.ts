import type { Exception } from '@ai-teacher/test-kit/browser/accessibility.ts';
import type { PageOptions, TestBrowser, WatchedPage } from '@ai-teacher/test-kit/browser/test-browser.ts';

/** A browser without a session asks for one, and the refusal is an error of its console. */
export const noSessionYet = /401 \(Unauthorized\).*\/api\/auth\/browser\/refresh/;

export const announcement: Exception = {
  rule: 'role-img-alt',
  selector: '[data-live-announcer] div[role="img"]',
  reason:
    'React Aria announces a pending button by a hidden image, which names a button that may be gone. The image stays for seven seconds.',
  isTransient: true,
};

type Person = { readonly email: string; readonly password: string };

/**
 * Opens the client, and signs a person in. A given `expected` also matches the error of a browser without a
 * session.
 */
export const signedInPage = async (
  browser: TestBrowser,
  { email, password }: Person,
  options: PageOptions = {},
): Promise<WatchedPage> => {
  const opened = await browser.openPage('/', { expected: noSessionYet, ...options });
  const { page } = opened;
  await page.getByRole('textbox', { name: 'E-mail' }).fill(email);
  await page.getByRole('textbox', { name: 'Password' }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('**/app');
  return opened;
};
