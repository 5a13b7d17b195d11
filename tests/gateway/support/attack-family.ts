import { randomBytes, randomUUID } from 'node:crypto';
import { plainAnswerOf, playTrick } from '@ai-teacher/attack/play.ts';
import { createSender, type Sender } from '@ai-teacher/attack/requests/sender.ts';
import { allTargets, nameOf, targetOf } from '@ai-teacher/attack/target.ts';
import { type Family, isProtected, type Target, type Trick } from '@ai-teacher/attack/trick.ts';
import { everyTrick } from '@ai-teacher/attack/tricks/every-trick.ts';
import { forgedHeaders } from '@ai-teacher/attack/tricks/identity.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freshAddress } from './ask.ts';
import type { Recorded } from './recording-service.ts';
import type { StandInMesh } from './stand-in-mesh.ts';
import { keySetOf, type SigningKey } from './tokens.ts';

/**
 * The fault of a request that reached a service; undefined for a request of its true user or without a user.
 */
const falseness = ({ op, student }: Target, { service, headers }: Recorded): string | undefined => {
  if (service !== op?.service) return `it came to ${service}`;
  const user = Object.entries(headers).filter(([name]) => name.startsWith('x-user-'));
  const expected = isProtected(op) ? { 'x-user-id': student.id, 'x-user-role': 'student' } : {};
  const isTrue = JSON.stringify(user.toSorted()) === JSON.stringify(Object.entries(expected));
  if (!isTrue) return `it came as ${JSON.stringify(user)}`;
  const forged = Object.entries(forgedHeaders).find(([name, value]) => headers[name] === value);
  return forged === undefined ? undefined : `it came with ${forged.join(': ')}`;
};

const reachedBy = (trick: Trick, target: Target, recorded: readonly Recorded[]): string | undefined => {
  if (recorded.length === 0) return undefined;
  if (trick.reaches === 'no service')
    return `a service was reached: ${recorded[0]?.method} ${recorded[0]?.path}`;
  return recorded.map((one) => falseness(target, one)).find((fault) => fault !== undefined);
};

/**
 * Tests that send from one address. Together they stay far below the 30 000 requests a minute of an
 * address.
 */
const testsPerAddress = 50;

/**
 * The addresses of the tests. Tests of protected operations share one, because the gateway counts their
 * requests by user, and each test has its own. A new address needs a new connection, and opening
 * connections took a seventh of the processor time of these tests.
 */
const addressesOf = (): ((op: Target['op']) => string) => {
  let shared = '';
  let count = 0;
  return (op) => {
    if (!isProtected(op)) return freshAddress();
    if (count % testsPerAddress === 0) shared = freshAddress();
    count += 1;
    return shared;
  };
};

/** The sender of a test and its address. */
type Way = { readonly sender: Sender; readonly from: string };

/**
 * All broken guarantees: from the answers (as `npm run attack` reports them) and from the requests that
 * reached a service.
 */
const faultsOf = async (trick: Trick, target: Target, standIn: StandInMesh, { sender, from }: Way) => {
  const reached: string[] = [];
  const plain = plainAnswerOf(target, async (question) => {
    const answer = await sender.send(question, from);
    // This request may reach its service.
    standIn.takeRecorded();
    return answer;
  });
  const ask: typeof sender.send = async (question) => {
    standIn.takeRecorded();
    const answer = await sender.send(question, from);
    const fault = reachedBy(trick, target, standIn.takeRecorded());
    if (fault !== undefined) reached.push(fault);
    return answer;
  };
  const faults = (await playTrick(trick, target, { ask, plain })) ?? [];
  return [...faults.map(({ shot, says }) => `${shot.what}: ${says}`), ...reached];
};

/** A user whom the stand-in mesh knows, and the key that signs the user's tokens. */
const newTarget = (op: Target['op'], standIn: StandInMesh): Target => {
  const id = randomUUID();
  const refreshToken = randomBytes(32).toString('base64url');
  return targetOf(op, {
    student: { id, accessToken: standIn.tokenFor(id), refreshToken },
    publishedKeys: keySetOf(standIn.publishedKeys).keys,
    key: standIn.publishedKeys[0] as SigningKey,
  });
};

/**
 * Plays one family of the tricks of `npm run attack` on every operation, in front of services that record
 * their requests. attack.test.ts covers what only a real service can refuse.
 *
 * @param mesh the stand-in mesh, which the test file starts before its tests.
 */
export const describeFamily = (family: Family, mesh: () => StandInMesh): void => {
  let sender: Sender;
  const addressOf = addressesOf();
  beforeAll(() => {
    sender = createSender(`http://127.0.0.1:${mesh().edgePort}`);
  });
  afterAll(() => sender.close());
  const tricks = everyTrick.filter((trick) => trick.family === family && trick.refusedBy === 'gateway');
  describe.each(tricks.map((trick) => [trick.guarantee, trick] as const))('%s', (_, trick) => {
    const targets = allTargets.filter((op) => trick.aims(op));
    it.each(targets.map((op) => [nameOf(op), op] as const))('%s', async (_name, op) => {
      const way = { sender, from: addressOf(op) };
      expect(await faultsOf(trick, newTarget(op, mesh()), mesh(), way)).toEqual([]);
    });
  });
};
