import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { tokens } from '@ai-teacher/contracts/auth/sessions.ts';
import { type Mesh, startMesh } from '@ai-teacher/local-mesh/mesh/mesh.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { portOf } from '@ai-teacher/local-mesh/state/addresses.ts';
import { repositoryRoot } from '@ai-teacher/local-mesh/state/state-directory.ts';
import { plainProgress } from '@ai-teacher/local-mesh/terminal/progress.ts';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { decodeProtectedHeader } from 'jose';
import type { z } from 'zod';
import { ask, type Question, type Reply } from '../support/ask.ts';

jest.setTimeout(180_000);

/** A fast rotation of what takes half an hour in production. */
const overlapSeconds = 10;
const retirementSeconds = 10;

type Tokens = z.output<typeof tokens>;
type Person = { readonly email: string; readonly from: string };

const password = 'three quiet blue whales';
let folder: string;
let mesh: Mesh;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ai-teacher-keys-'));
  mesh = await startMesh({
    state: folder,
    environment: {},
    progress: plainProgress(() => undefined),
    only: ['postgres', 'redis', 'redis-edge', 'ratelimit', 'gateway', 'auth', 'user'],
    overrides: {
      auth: {
        KEY_OVERLAP_SECONDS: String(overlapSeconds),
        KEY_RETIREMENT_SECONDS: String(retirementSeconds),
      },
    },
  });
}, 120_000);
afterAll(async () => {
  await mesh?.stop();
  await rm(folder, { recursive: true, force: true });
});

const edge = (question: Question): Promise<Reply> => ask(portOf(mesh.addresses, 'gateway', 'edge'), question);
const post = async <Answer>(where: string, body: unknown, from: string): Promise<Answer> => {
  const headers = { 'content-type': 'application/json' };
  const reply = await edge({ path: where, body: JSON.stringify(body), headers, from });
  if (reply.status >= 300) throw new Error(`${where}: ${reply.status} ${reply.text}`);
  return JSON.parse(reply.text) as Answer;
};
const newcomer = async (from: string): Promise<Person> => {
  const email = `${randomUUID()}@school.example`;
  await post('/api/auth/register', { email, password, name: 'Kim' }, from);
  return { email, from };
};
const enter = ({ email, from }: Person): Promise<Tokens> =>
  post<Tokens>('/api/auth/login', { email, password }, from);
const statusOf = async ({ accessToken }: Tokens): Promise<number> =>
  (await edge({ path: '/api/users/me', token: accessToken })).status;
const keyOf = ({ accessToken }: Tokens): string | undefined => decodeProtectedHeader(accessToken).kid;

/**
 * Makes the gateway fetch its key sets again, as an operator does, by moving lds.yaml over itself.
 */
const keepKeysFor = async (from: string, to: string): Promise<void> => {
  const file = path.join(mesh.state.configuration, 'envoy', 'lds.yaml');
  const text = await readFile(file, 'utf8');
  const edited = text.replaceAll(`cache_duration: ${from}`, `cache_duration: ${to}`);
  if (edited === text) throw new Error(`the keys are not kept for ${from}`);
  await writeFile(`${file}.new`, edited);
  await rename(`${file}.new`, file);
  const admin = portOf(mesh.addresses, 'gateway', 'admin');
  const isTaken = async () => {
    const { text: listeners } = await ask(admin, { path: '/config_dump?resource=dynamic_listeners' });
    return listeners.includes(`"cache_duration": "${to}"`) && !listeners.includes(`"${from}"`);
  };
  await waitUntil(isTaken, { what: `keys that are kept for ${to}`, timeoutSeconds: 60 });
};

/** `npm run keys:rotate`, as an operator runs it. */
const rotateByCommand = async (...args: string[]): Promise<string> => {
  const command = ['libs/local-mesh/bootstrap.mjs', 'keys:rotate', ...args];
  const env = { ...process.env, STATE_DIR: folder, npm_lifecycle_event: '' };
  return (await promisify(execFile)('node', command, { cwd: repositoryRoot, env })).stdout;
};

/**
 * Users who send requests continuously until stopped, each with a token that is renewed every few requests.
 */
const underLoad = (people: readonly Person[]) => {
  const failed: string[] = [];
  const keys = new Set<string | undefined>();
  let asked = 0;
  let isOver = false;
  const live = async (person: Person): Promise<void> => {
    let given = await enter(person);
    while (!isOver) {
      for (let question = 0; question < 3 && !isOver; question += 1) {
        const status = await statusOf(given);
        asked += 1;
        if (status !== 200) failed.push(`${status} with key ${keyOf(given)}`);
        // A user may send 100 requests a minute.
        await pause(650);
      }
      given = await post<Tokens>('/api/auth/refresh', { refreshToken: given.refreshToken }, person.from);
      keys.add(keyOf(given));
    }
  };
  const lives = Promise.all(people.map(live));
  return {
    keys,
    stop: async () => {
      isOver = true;
      await lives;
      return { failed, asked };
    },
  };
};

/** The time of the last acceptance of a token, once it is refused. */
const lastAccepted = async (given: Tokens): Promise<number> => {
  let accepted = 0;
  await waitUntil(
    async () => {
      const startedAt = Date.now();
      if ((await statusOf(given)) === 401) return true;
      accepted = startedAt;
      return false;
    },
    { what: 'the end of the old key', timeoutSeconds: 60, everyMilliseconds: 700 },
  );
  return accepted;
};

describe('rotating the signing key under load', () => {
  it('refuses no valid token; the old key signs until the new key is published, and is refused after its overlap', async () => {
    // Ten minutes in production; Envoy fetches again five seconds before their end.
    await keepKeysFor('600s', '6s');
    const people = await Promise.all(
      Array.from({ length: 8 }, (_, index) => newcomer(`127.0.31.${index + 1}`)),
    );
    const kept = await enter(await newcomer('127.0.31.99'));
    const load = underLoad(people);
    try {
      await waitUntil(() => load.keys.size === 1, { what: 'work with the old key', timeoutSeconds: 60 });
      // Two commands together: while the key of one waits to sign, the other makes no further key.
      const [said = '', again] = await Promise.all([rotateByCommand(), rotateByCommand()]);
      const next = /^Key (\S+) was published at/.exec(said)?.[1];
      const goneAt = Date.parse(/retires at (\S+)/.exec(said)?.[1] ?? '');
      expect(again).toContain(`Key ${next} was published at`);

      await waitUntil(() => load.keys.has(next), { what: 'work with the new key', timeoutSeconds: 60 });
      expect(load.keys).toEqual(new Set([keyOf(kept), next]));
      const accepted = await lastAccepted(kept);
      expect(Date.now()).toBeGreaterThanOrEqual(goneAt);
      // The gateway retains keys for 6 s here. A key that is accepted 30 s later has no end.
      expect(accepted).toBeLessThan(goneAt + 30_000);
    } finally {
      const { failed, asked } = await load.stop();
      expect(failed).toEqual([]);
      expect(asked).toBeGreaterThan(100);
    }
  });
});

describe('a compromised signing key', () => {
  it('is refused by services within 5 s; one moved file makes the gateway use the new key immediately', async () => {
    await keepKeysFor('6s', '600s');
    const person = await newcomer('127.0.32.1');
    const old = await enter(person);
    expect(await statusOf(old)).toBe(200);
    expect(await rotateByCommand('--compromised')).toContain('signs from now on');
    await waitUntil(async () => (await statusOf(old)) === 401, {
      what: 'the refusal of what the old key signed',
      timeoutSeconds: 5,
      everyMilliseconds: 300,
    });
    const fresh = await enter(person);
    expect(keyOf(fresh)).not.toBe(keyOf(old));
    expect(await statusOf(fresh)).toBe(401);
    await keepKeysFor('600s', '601s');
    expect(await statusOf(fresh)).toBe(200);
    expect(await statusOf(old)).toBe(401);
  });
});
