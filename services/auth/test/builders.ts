import { randomUUID } from 'node:crypto';
import { register } from '@ai-teacher/contracts/auth/accounts.ts';
import { readRevocations, refreshTokens, signIn } from '@ai-teacher/contracts/auth/sessions.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import { aUser, type TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { decodeJwt } from 'jose';
import type { AuthDeps } from '../src/deps.ts';
import { adminEmail, adminPassword } from './auth-app.ts';

export const goodPassword = 'three quiet blue whales';

type App = TestApp<AuthDeps>;
type Credentials = { readonly email: string; readonly password: string };

/** A person who has signed in: the user of a test's calls, and the refresh token of the session. */
export type SignedIn = { readonly user: TestUser; readonly refreshToken: string };

export const asSignedIn = (tokens: { accessToken: string; refreshToken: string }): SignedIn => {
  const { sub, sid, role, institution } = decodeJwt<{
    sid: string;
    role: TestUser['role'];
    institution: string;
  }>(tokens.accessToken);
  const user = aUser({ userId: sub ?? '', sessionId: sid, role, institutionId: institution });
  return { user, refreshToken: tokens.refreshToken };
};

/** Registers a student under a new e-mail. */
export const registered = async (app: App): Promise<Credentials> => {
  const credentials = { email: `${randomUUID()}@school.example`, password: goodPassword };
  await app.call(register, { body: { ...credentials, name: 'Kim' } });
  return credentials;
};

export const signedIn = async (app: App, credentials: Credentials): Promise<SignedIn> =>
  asSignedIn((await app.call(signIn, { body: credentials })).body);

export const theAdmin = (app: App): Promise<SignedIn> =>
  signedIn(app, { email: adminEmail, password: adminPassword });

export const refreshStatus = async (app: App, { refreshToken }: SignedIn): Promise<number> =>
  (await app.call(refreshTokens, { body: { refreshToken } })).status;

/** The ended sessions that auth reports to the other services. */
export const endedSessions = async (app: App): Promise<string[]> =>
  (await app.call(readRevocations, { from: 'rag' })).body.sessions;
