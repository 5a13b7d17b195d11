import { randomBytes, randomInt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createSender, type Sender } from '@ai-teacher/attack/requests/sender.ts';
import { claimsIn } from '@ai-teacher/attack/requests/tokens.ts';
import { register } from '@ai-teacher/contracts/auth/accounts.ts';
import { refreshTokens, signIn } from '@ai-teacher/contracts/auth/sessions.ts';
import type { Operation } from '@ai-teacher/contracts/operation.ts';
import { writePrivately } from '@ai-teacher/local-mesh/state/state-directory.ts';
import type { Progress } from '@ai-teacher/local-mesh/terminal/progress.ts';
import { z } from 'zod';

const account = z.object({ email: z.string(), password: z.string(), registered: z.boolean() });
type Account = z.output<typeof account>;

/** A signed-in user. */
export type Reader = {
  readonly token: string;
  readonly refreshToken: string;
  readonly userId: string;
  readonly institutionId: string;
  readonly role: string;
  readonly email: string;
  readonly password: string;
};

/** As many as auth can hash concurrently without long waits. */
const lanes = 4;
/** Each reader registers and signs in: well below the 100 requests a minute per address. */
const readersPerAddress = 40;

const call = async (
  { send }: Sender,
  { operation, body, from }: { operation: Operation; body: unknown; from: string },
  expected: number,
): Promise<unknown> => {
  const { method, edgePath = '', operationId } = operation;
  const question = { method, path: edgePath, headers: json, body: JSON.stringify(body) };
  let { status, text, headers } = await send(question, from);
  for (let repetition = 0; status === busy && repetition < maxRepetitions; repetition += 1) {
    await pause(Number(headers['retry-after'] ?? 1) * 1_000);
    ({ status, text, headers } = await send(question, from));
  }
  if (status !== expected) throw new Error(`${operationId} answered ${status}: ${text}`);
  return JSON.parse(text);
};
/** Auth refuses sign-ins while a busy machine hashes others. Readers come back as they are asked to. */
const busy = 503;
const maxRepetitions = 20;
const json = { 'content-type': 'application/json' };

const newAccount = (): Account => ({
  email: `reader.${randomBytes(6).toString('hex')}@bench.example`,
  password: `bench ${randomBytes(12).toString('base64url')}`,
  registered: false,
});

const readAccounts = async (file: string): Promise<Account[]> => {
  const kept = await readFile(file, 'utf8').catch(() => '[]');
  return z.array(account).parse(JSON.parse(kept));
};

const tokens = z.object({ accessToken: z.string(), refreshToken: z.string() });
/** The claims that the gateway sends to the service after the verification of a token. */
const identity = z.object({ sub: z.string(), institution: z.string(), role: z.string() });

const enter = async (sender: Sender, from: string, person: Account): Promise<Reader> => {
  const { email, password } = person;
  if (!person.registered) {
    await call(sender, { operation: register, body: { email, password, name: 'Bench Reader' }, from }, 201);
    person.registered = true;
  }
  const given = await call(sender, { operation: signIn, body: { email, password }, from }, 200);
  const { accessToken: token, refreshToken } = tokens.parse(given);
  const { sub: userId, institution: institutionId, role } = identity.parse(claimsIn(token));
  return { token, refreshToken, userId, institutionId, role, email, password };
};

/**
 * A reader with new tokens. No password is hashed, so a measurement that lasts long is not disturbed. A
 * reader whose session ended, because a round of sign-ins began newer ones, signs in again.
 */
const renewed = async (sender: Sender, from: string, reader: Reader): Promise<Reader> => {
  const body = { refreshToken: reader.refreshToken };
  const given = await call(sender, { operation: refreshTokens, body, from }, 200).catch(() => undefined);
  if (given === undefined) return enter(sender, from, { ...reader, registered: true });
  const { accessToken: token, refreshToken } = tokens.parse(given);
  return { ...reader, token, refreshToken };
};

/** A new network for each time, because the requests of the last minute still count for an address. */
const newNetwork = (): string => `127.${randomInt(1, 255)}.${randomInt(255)}`;

/** Does the work for each item, with its address, in some lanes. */
const inLanes = async <Item, Result>(
  items: readonly Item[],
  work: (item: Item, from: string) => Promise<Result>,
  report: (done: number) => void = () => undefined,
): Promise<Result[]> => {
  const network = newNetwork();
  const results: Result[] = [];
  const places = items.entries();
  const lane = async (): Promise<void> => {
    for (const [place, item] of places) {
      results[place] = await work(item, `${network}.${1 + Math.floor(place / readersPerAddress)}`);
      report(results.filter(Boolean).length);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return results;
};

/**
 * Signs `count` users in through the gateway from many addresses, so that the limits stay as shipped. It
 * registers missing users first and stores them in the state folder for the next run.
 */
const signInReaders = async ({
  gatewayUrl,
  stateFolder,
  count,
  report,
}: {
  gatewayUrl: string;
  stateFolder: string;
  count: number;
  report: (done: number) => void;
}): Promise<Reader[]> => {
  const file = path.join(stateFolder, 'readers.json');
  const accounts = await readAccounts(file);
  while (accounts.length < count) accounts.push(newAccount());
  const sender = createSender(gatewayUrl);
  try {
    return await inLanes(accounts.slice(0, count), (person, from) => enter(sender, from, person), report);
  } finally {
    sender.close();
    await writePrivately(file, accounts);
  }
};

const renewReaders = async (gatewayUrl: string, readers: readonly Reader[]): Promise<Reader[]> => {
  const sender = createSender(gatewayUrl);
  try {
    return await inLanes(readers, (reader, from) => renewed(sender, from, reader));
  } finally {
    sender.close();
  }
};

/** Access tokens live 15 minutes. No token may expire during a round. */
const freshMilliseconds = 10 * 60_000;

/** Returns readers with valid tokens, which are renewed when they are old. */
export const readersSignedIn = ({
  gatewayUrl,
  stateFolder,
  count,
  progress,
}: {
  gatewayUrl: string;
  stateFolder: string;
  count: number;
  progress: Progress;
}): (() => Promise<readonly Reader[]>) => {
  let signedInAt = Number.NEGATIVE_INFINITY;
  let readers: readonly Reader[] = [];
  return async () => {
    if (performance.now() - signedInAt < freshMilliseconds) return readers;
    signedInAt = performance.now();
    if (readers.length > 0) {
      readers = await renewReaders(gatewayUrl, readers);
      return readers;
    }
    readers = await signInReaders({
      gatewayUrl,
      stateFolder,
      count,
      report: (done) => {
        if (done % 50 === 0 || done === count) progress.working('readers', `${done} of ${count} signed in`);
      },
    });
    return readers;
  };
};
