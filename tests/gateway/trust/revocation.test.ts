/** @mesh shared */
import { randomUUID } from 'node:crypto';
import type { tokens } from '@ai-teacher/contracts/auth/sessions.ts';
import { type StoringService, storingServices } from '@ai-teacher/contracts/values.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { type RunningMesh, runningMesh } from '@ai-teacher/test-kit/mesh/running-mesh.ts';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { decodeJwt } from 'jose';
import type { z } from 'zod';
import { ask, type Question, type Reply } from '../support/ask.ts';

jest.setTimeout(120_000);

type Tokens = z.output<typeof tokens>;
type Person = Tokens & { readonly id: string; readonly email: string; readonly from: string };

const password = 'three quiet blue whales';
let mesh: RunningMesh;
let admin: string;
let bystander: Person;
beforeAll(async () => {
  mesh = await runningMesh();
  admin = (await enter(mesh.credentials.admin.email, mesh.credentials.admin.password, '127.0.21.1'))
    .accessToken;
  bystander = await newcomer('127.0.21.2');
});

const edge = (question: Question): Promise<Reply> => ask(Number(new URL(mesh.gatewayUrl).port), question);
const send = async (
  path: string,
  body: unknown,
  given: Pick<Question, 'token' | 'from' | 'method'> = {},
): Promise<Reply> => {
  const headers = { 'content-type': 'application/json' };
  const reply = await edge({ path, body: JSON.stringify(body), headers, ...given });
  expect({ path, status: reply.status < 300, text: reply.text }).toMatchObject({ path, status: true });
  return reply;
};

const enter = async (email: string, secret: string, from: string): Promise<Person> => {
  const { text } = await send('/api/auth/login', { email, password: secret }, { from });
  const given = JSON.parse(text) as Tokens;
  return { ...given, id: decodeJwt(given.accessToken).sub ?? '', email, from };
};

/** A user who has just registered and signed in, from a fresh address. */
const newcomer = async (from: string): Promise<Person> => {
  const email = `${randomUUID()}@school.example`;
  await send('/api/auth/register', { email, password, name: 'Kim' }, { from });
  return enter(email, password, from);
};

/** A read of each service that every student may send. */
const harmless: Readonly<Record<StoringService, Question>> = {
  auth: {
    path: '/api/auth/logout',
    body: '{"refreshToken":"unknown"}',
    headers: { 'content-type': 'application/json' },
  },
  user: { path: '/api/users/me' },
  chat: { path: '/api/chat/sessions' },
  rag: { path: '/api/rag/documents' },
  exam: { path: '/api/exams' },
  notification: { path: '/api/notifications' },
};
const statusAt = async (service: StoringService, { accessToken }: Tokens): Promise<number> =>
  (await edge({ ...harmless[service], token: accessToken })).status;
const refusals = async (given: Tokens): Promise<StoringService[]> => {
  const statuses = await Promise.all(storingServices.map((name) => statusAt(name, given)));
  return storingServices.filter((_, index) => statuses[index] === 401);
};

const causes: [string, (person: Person) => Promise<unknown>][] = [
  [
    'signed out',
    ({ accessToken: token, refreshToken }) => send('/api/auth/logout', { refreshToken }, { token }),
  ],
  [
    'signed out of this session, from another session',
    async ({ accessToken: ended, email, from }) => {
      const { accessToken: token } = await enter(email, password, from);
      const { sid } = decodeJwt<{ sid: string }>(ended);
      const { text } = await edge({ path: '/api/auth/sessions', token });
      expect(JSON.parse(text).items).toMatchObject([{ current: true }, { id: sid, current: false }]);
      const reply = await edge({ method: 'DELETE', path: `/api/auth/sessions/${sid}`, token });
      expect(reply.status).toBe(204);
      expect((await edge({ path: '/api/users/me', token })).status).toBe(200);
    },
  ],
  [
    'signed out everywhere, from another session',
    async ({ email, from }) => {
      const { accessToken: token } = await enter(email, password, from);
      const reply = await edge({ method: 'POST', path: '/api/auth/logout-all', token });
      expect(reply.status).toBe(204);
    },
  ],
  [
    'given a new password in another session',
    async ({ email, from }) => {
      const { accessToken: token } = await enter(email, password, from);
      const newPassword = 'four loud green parrots';
      await send('/api/auth/password', { currentPassword: password, newPassword }, { token });
    },
  ],
  [
    'disabled by an admin',
    ({ id }) => send(`/api/auth/accounts/${id}`, { disabled: true }, { method: 'PATCH', token: admin }),
  ],
  [
    'given a new role by an admin',
    ({ id }) => send(`/api/auth/accounts/${id}`, { role: 'teacher' }, { method: 'PATCH', token: admin }),
  ],
  [
    'the victim of a stolen refresh token that was used twice',
    async ({ refreshToken, from }) => {
      const child = await send('/api/auth/refresh', { refreshToken }, { from });
      const next = (JSON.parse(child.text) as Tokens).refreshToken;
      await send('/api/auth/refresh', { refreshToken: next }, { from });
      const headers = { 'content-type': 'application/json' };
      const body = JSON.stringify({ refreshToken });
      expect((await edge({ path: '/api/auth/refresh', body, headers, from })).status).toBe(401);
    },
  ],
];

describe('an access token of an ended session', () => {
  it.each(causes)('of a user who was %s is refused by every service within 5 s', async (_what, end) => {
    const person = await newcomer(`127.0.22.${causes.findIndex(([what]) => what === _what) + 1}`);
    expect(await refusals(person)).toEqual([]);
    await end(person);
    await waitUntil(async () => (await refusals(person)).length === storingServices.length, {
      what: 'the refusal by every service',
      timeoutSeconds: 5,
      everyMilliseconds: 300,
    });
    const reply = await edge({ path: '/api/users/me', token: person.accessToken });
    expect(reply.problem().code).toBe('token-invalid');
    expect(await refusals(bystander)).toEqual([]);
  });

  it('does not affect the user’s next session', async () => {
    const person = await newcomer('127.0.22.99');
    await send('/api/auth/logout', { refreshToken: person.refreshToken }, { token: person.accessToken });
    const again = await enter(person.email, password, person.from);
    await waitUntil(async () => (await refusals(person)).length === storingServices.length, {
      what: 'the refusal of the old token',
      timeoutSeconds: 5,
      everyMilliseconds: 300,
    });
    expect(await refusals(again)).toEqual([]);
  });
});

describe('the continuous poll of each process', () => {
  it('adds no log line above the level debug, which the mesh of tests writes, and no trace', async () => {
    for (const part of ['gateway', 'auth'] as const) {
      const lines = mesh
        .logs(part)
        .filter((line) => /\/internal\/revocations.*"status":20[04]/.test(line))
        .filter((line) => !line.includes('"level":"debug"'));
      expect({ part, lines }).toEqual({ part, lines: [] });
    }
    const query = 'service=auth-service&operation=readRevocations&lookback=1h&limit=20';
    const found = (await (await fetch(`${mesh.jaegerUrl}/api/traces?${query}`)).json()) as {
      data: unknown[];
    };
    expect(found.data).toEqual([]);
  });
});
