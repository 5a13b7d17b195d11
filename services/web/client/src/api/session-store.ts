import {
  changePasswordBrowser,
  refreshBrowser,
  signInBrowser,
  signOutBrowser,
} from '@ai-teacher/contracts/auth/browser-sessions.ts';
import {
  createEdgeClient,
  EdgeProblem,
  isProblem,
  type TokenSource,
} from '@ai-teacher/edge-client/edge-client.ts';
import { isSignOutPending, removePendingSignOut, storePendingSignOut } from './pending-sign-out.ts';
import { underLock } from './under-lock.ts';

/**
 * Whether a person is signed in. `signing-out`: signed out here, but the server has not confirmed it yet.
 * `ended`: the session ended without the person's sign-out in this tab.
 */
export type SessionState = 'starting' | 'signed-in' | 'signing-out' | 'signed-out' | 'ended';

type Held = { readonly accessToken: string; readonly expiresAt: number };
type Message =
  | { readonly kind: 'ask' }
  | { readonly kind: 'tokens'; readonly held: Held }
  | { readonly kind: 'signing-out' | 'signed-out' | 'ended' };

/** Renews a token this long before it expires, in milliseconds. */
const renewalMarginMilliseconds = 30_000;
/** Attempts to restore a session while the server is unavailable, and the time between them. */
const restoreAttempts = 5;
const restoreMilliseconds = 2_000;
/** How long a new tab waits for the token of another tab, in milliseconds. */
const askMilliseconds = 80;
/** How long a sign-out waits for the server, and the time until the next attempt. */
const signOutMilliseconds = 10_000;

const client = createEdgeClient({ gatewayUrl: location.origin });
const tabs = new BroadcastChannel('ai-teacher-session');
const listeners = new Set<() => void>();
let state: SessionState = 'starting';
/** The only place of the access token. The refresh token is in a cookie that no script can read. */
let held: Held | undefined;

let nextSignOut: ReturnType<typeof setTimeout> | undefined;

const become = (next: SessionState, token?: Held): void => {
  held = token;
  state = next;
  clearTimeout(nextSignOut);
  if (next === 'signing-out') nextSignOut = setTimeout(() => void leave(), signOutMilliseconds);
  for (const listener of listeners) listener();
};

const post = (message: Message): void => tabs.postMessage(message);
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const isFresh = (token: Held | undefined): token is Held =>
  token !== undefined && token.expiresAt - Date.now() > renewalMarginMilliseconds;

const accept = ({ accessToken, expiresIn }: { accessToken: string; expiresIn: number }): Held => {
  const token = { accessToken, expiresAt: Date.now() + expiresIn * 1_000 };
  become('signed-in', token);
  post({ kind: 'tokens', held: token });
  return token;
};

/** The person of a token. Only the server verifies tokens; this function only reads the id of the person. */
const subjectOf = ({ accessToken }: Held): unknown => {
  const claims = accessToken.split('.')[1]?.replaceAll('-', '+').replaceAll('_', '/') ?? '';
  return (JSON.parse(atob(claims)) as { readonly sub?: unknown }).sub;
};

/** Takes the token of another tab. A page of another person starts anew and shows nothing of that person. */
const take = (token: Held): void => {
  if (held !== undefined && subjectOf(held) !== subjectOf(token)) location.reload();
  else become('signed-in', token);
};

tabs.onmessage = ({ data }: MessageEvent<Message>) => {
  if (data.kind === 'tokens') take(data.held);
  else if (data.kind === 'ask') {
    if (isFresh(held)) post({ kind: 'tokens', held });
  } else if (state !== 'starting' && state !== 'ended') become(data.kind);
};

const becomeEverywhere = (next: 'signing-out' | 'signed-out' | 'ended'): void => {
  post({ kind: next });
  become(next);
};

/**
 * Asks the server to end the session of the cookie. Until its answer no page of this browser uses the cookie.
 */
const signOutUnderLock = async (): Promise<void> => {
  try {
    await client.call(signOutBrowser, { timeoutMilliseconds: signOutMilliseconds });
    removePendingSignOut();
    becomeEverywhere('signed-out');
  } catch {
    becomeEverywhere('signing-out');
  }
};

/** Does nothing when another tab has ended the session, or when a person has signed in. */
const leave = (): Promise<void> =>
  underLock('ai-teacher-session', async () => {
    if (isSignOutPending()) await signOutUnderLock();
    else if (state === 'signing-out') become('signed-out');
  });

addEventListener('online', () => {
  if (state === 'signing-out') void leave();
});

/**
 * Renews the token in one tab while the others wait for the lock; they then use the token that the first tab
 * sent. @returns undefined when the session has ended.
 */
const renewUnderLock = (refused: string | undefined): Promise<string | undefined> =>
  underLock('ai-teacher-session', async (hasWaited) => {
    // A tab that has waited gives the message with the other tab's token time to arrive, and asks for it.
    if (hasWaited && !(isFresh(held) && held.accessToken !== refused)) {
      post({ kind: 'ask' });
      await pause(askMilliseconds);
    }
    if (isSignOutPending()) return signOutUnderLock().then(() => undefined);
    if (isFresh(held) && held.accessToken !== refused) return held.accessToken;
    try {
      const { answer } = await client.call(refreshBrowser, {});
      // The person may have left in another tab meanwhile.
      if (isSignOutPending()) return await signOutUnderLock().then(() => undefined);
      return accept(answer).accessToken;
    } catch (fault) {
      if (!(fault instanceof EdgeProblem) || fault.exchange.status >= 500 || fault.exchange.status === 429)
        throw fault;
      if (state === 'signed-in') becomeEverywhere('ended');
      else become('signed-out');
      return undefined;
    }
  });

let renewal: Promise<string | undefined> | undefined;
const renew = (refused: string | undefined): Promise<string | undefined> => {
  renewal ??= renewUnderLock(refused).finally(() => {
    renewal = undefined;
  });
  return renewal;
};

/** Gives access tokens to the client of the API, and renews them for all tabs together. */
export const tokens: TokenSource = {
  current: async () =>
    isFresh(held) ? held.accessToken : state === 'signed-in' ? renew(undefined) : undefined,
  renew,
};

/**
 * Takes up the session of another tab or of the cookie. An unavailable server is asked again for a while, so
 * that a short failure does not ask for the password. Without an answer the page is signed out.
 */
export const restoreSession = async (): Promise<void> => {
  if (isSignOutPending()) {
    become('signing-out');
    return leave();
  }
  post({ kind: 'ask' });
  await pause(askMilliseconds);
  for (let attempt = 1; readSessionState() === 'starting'; attempt++) {
    try {
      await renew(undefined);
    } catch {
      if (attempt === restoreAttempts) become('signed-out');
      else await pause(restoreMilliseconds);
    }
  }
};

/**
 * The sign-in replaces the cookie. The lock lets a sign-out end before, which would remove the new cookie.
 */
export const signInWith = (body: { email: string; password: string }): Promise<void> =>
  underLock('ai-teacher-session', async () => {
    const { answer } = await client.call(signInBrowser, { body });
    removePendingSignOut();
    accept(answer);
  });

type PasswordChange = { readonly currentPassword: string; readonly newPassword: string };

/** The lock holds back the renewals of all tabs: the change replaces the cookie that they would send. */
const changeUnderLock = (body: PasswordChange): Promise<void> =>
  underLock('ai-teacher-session', async () => {
    const bearer = held === undefined ? {} : { authorization: `Bearer ${held.accessToken}` };
    const { answer } = await client.call(changePasswordBrowser, { body, headers: bearer });
    accept(answer);
  });

/**
 * Changes the password. The server ends every session and gives this browser a new one, which all tabs take.
 * A refused access token is renewed once, outside the lock, which the renewal needs itself.
 */
export const changePasswordWith = async (body: PasswordChange): Promise<void> => {
  const sent = await tokens.current();
  try {
    await changeUnderLock(body);
  } catch (fault) {
    if (!isProblem(fault, 'token-invalid') || (await renew(sent)) === undefined) throw fault;
    await changeUnderLock(body);
  }
};

/**
 * Ends the session in every tab. While the server is unavailable, the browser stores the sign-out and tries
 * again, because the cookie would sign in the next person as the previous one.
 */
export const endSession = (): Promise<void> => {
  storePendingSignOut();
  becomeEverywhere('signed-out');
  return leave();
};

/** Forgets the session in every tab after the server has ended it. */
export const forgetSession = (): void => becomeEverywhere('signed-out');

export const readSessionState = (): SessionState => state;
export const onSessionChange = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
