import { randomBytes, randomInt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import path from 'node:path';
import { json } from 'node:stream/consumers';
import { register, signIn } from '@ai-teacher/contracts/auth.ts';
import type { Operation } from '@ai-teacher/contracts/operation.ts';
import { z } from 'zod';
import { writePrivately } from '../src/state-directory.ts';

const account = z.object({ email: z.string(), password: z.string(), registered: z.boolean() });
type Account = z.output<typeof account>;

/** Somebody who is signed in. */
export type Reader = { readonly token: string; readonly userId: string; readonly role: string };

/** As many as auth hashes passwords at once without making anybody wait long. */
const lanes = 4;
/** A registration and a sign-in each: well below the 100 a minute that one address may ask for. */
const readersPerAddress = 40;

const answered = z.object({ status: z.int(), body: z.unknown() });

/** One call from an address of its own; the whole of 127.0.0.0/8 is this machine. */
const callFrom = (
  localAddress: string,
  { gatewayUrl, operation, body }: { gatewayUrl: string; operation: Operation; body: unknown },
): Promise<z.output<typeof answered>> => {
  const url = new URL(operation.edgePath ?? '', gatewayUrl);
  return new Promise((resolve, reject) => {
    const asked = request(
      { host: '127.0.0.1', port: url.port, path: url.pathname, method: operation.method, localAddress },
      (response) => {
        json(response).then((answer) => resolve({ status: response.statusCode ?? 0, body: answer }), reject);
      },
    );
    asked.on('error', reject);
    asked.setHeader('content-type', 'application/json');
    asked.end(JSON.stringify(body));
  });
};

const expectStatus = (found: z.output<typeof answered>, status: number, what: string): unknown => {
  if (found.status !== status)
    throw new Error(`${what} answered ${found.status}: ${JSON.stringify(found.body)}`);
  return found.body;
};

const newAccount = (): Account => ({
  email: `reader.${randomBytes(6).toString('hex')}@bench.example`,
  password: `bench ${randomBytes(12).toString('base64url')}`,
  registered: false,
});

const readAccounts = async (file: string): Promise<Account[]> => {
  const kept = await readFile(file, 'utf8').catch(() => '[]');
  return z.array(account).parse(JSON.parse(kept));
};

/** What the gateway reads in a token after it has verified it, and tells the service. */
const identityIn = (token: string): { userId: string; role: string } => {
  const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  const { sub, role } = z.object({ sub: z.string(), role: z.string() }).parse(claims);
  return { userId: sub, role };
};

const enter = async (gatewayUrl: string, localAddress: string, person: Account): Promise<Reader> => {
  const { email, password } = person;
  if (!person.registered) {
    const body = { email, password, name: 'Bench Reader' };
    expectStatus(await callFrom(localAddress, { gatewayUrl, operation: register, body }), 201, 'register');
    person.registered = true;
  }
  const body = { email, password };
  const tokens = expectStatus(
    await callFrom(localAddress, { gatewayUrl, operation: signIn, body }),
    200,
    'signIn',
  );
  const token = z.object({ accessToken: z.string() }).parse(tokens).accessToken;
  return { token, ...identityIn(token) };
};

/**
 * Signs `count` people in through the gateway, from many addresses, so that the limits stay as shipped. Whoever is
 * not registered yet is registered first, and kept in the state folder for the next time.
 */
export const signInReaders = async ({
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
  // Another network each time: what was asked a minute ago from the same address still counts.
  const network = `127.${randomInt(1, 255)}.${randomInt(255)}`;
  const readers: Reader[] = [];
  const places = accounts.slice(0, count).entries();
  const lane = async (): Promise<void> => {
    for (const [place, person] of places) {
      readers[place] = await enter(
        gatewayUrl,
        `${network}.${1 + Math.floor(place / readersPerAddress)}`,
        person,
      );
      report(readers.filter(Boolean).length);
    }
  };
  try {
    await Promise.all(Array.from({ length: lanes }, lane));
  } finally {
    await writePrivately(file, accounts);
  }
  return readers;
};
