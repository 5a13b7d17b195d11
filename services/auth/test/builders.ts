import { randomUUID } from 'node:crypto';
import { changeAccount, invite, register } from '@ai-teacher/contracts/auth/accounts.ts';
import { readRevocations, refreshTokens, signIn } from '@ai-teacher/contracts/auth/sessions.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import { aUser, type TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
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

/** The token of an invitation that the first admin, or another maker, makes. */
export const invitationFor = async (
  app: App,
  email: string,
  { role = 'teacher', as }: { role?: TestUser['role']; as?: TestUser } = {},
): Promise<string> => {
  const maker = as ?? (await theAdmin(app)).user;
  return (await app.call(invite, { as: maker, body: { email, role } })).body.invitationToken;
};

/** Registers a person with the role of an invitation, and signs the person in. */
export const invited = async (app: App, role: TestUser['role']): Promise<SignedIn> => {
  const email = `${randomUUID()}@school.example`;
  const invitationToken = await invitationFor(app, email, { role });
  await app.call(register, { body: { email, password: goodPassword, name: 'Robin', invitationToken } });
  return signedIn(app, { email, password: goodPassword });
};

/** The first admin changes an account. */
export const changed = async (app: App, id: string, body: Record<string, unknown>): Promise<void> => {
  await app.call(changeAccount, { as: (await theAdmin(app)).user, params: { id }, body });
};

export const refreshStatus = async (app: App, { refreshToken }: SignedIn): Promise<number> =>
  (await app.call(refreshTokens, { body: { refreshToken } })).status;

/** The ended sessions that auth reports to the other services. */
export const endedSessions = async (app: App): Promise<string[]> =>
  (await app.call(readRevocations, { from: 'rag' })).body.sessions;

/** The data of each withdrawal of invitations that auth publishes to user, for a maker. */
export const withdrawalsPublished = async (app: App, makerId: string): Promise<unknown[]> => {
  const jobs = await readRows(
    app.databaseUrl,
    `select payload->'data'->'envelope'->'data'->'invitations' as invitations
     from graphile_worker._private_jobs
     where payload->'data'->'envelope'->>'type' = 'invitations.withdrawn'
       and payload->'data'->>'subscriber' = 'user'
       and payload->'data'->'envelope'->>'subject' = $1 order by id`,
    [makerId],
  );
  return jobs.map(({ invitations }) => invitations);
};

/** The services to which auth publishes the deletion of an account, in order. */
export const deletionsPublished = async (app: App, userId: string): Promise<string[]> => {
  const jobs = await readRows(
    app.databaseUrl,
    `select payload->'data'->>'subscriber' as subscriber from graphile_worker._private_jobs
     where payload->'data'->'envelope'->>'type' = 'user.deleted'
       and payload->'data'->'envelope'->>'subject' = $1 order by 1`,
    [userId],
  );
  return jobs.map(({ subscriber }) => String(subscriber));
};
