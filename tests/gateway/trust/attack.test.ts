/**
 * Alone, because its 43 000 requests would be a fault in the day of another test, and their traces would push
 * out those of that day.
 *
 * @mesh alone
 */
import { randomUUID } from 'node:crypto';
import { readPublishedKeys } from '@ai-teacher/attack/find-student.ts';
import { foreignRequest } from '@ai-teacher/attack/foreign-class.ts';
import type { School } from '@ai-teacher/attack/foreign-school.ts';
import { failuresOf, tableOf, totalsOf } from '@ai-teacher/attack/report.ts';
import { createSender, type Sender } from '@ai-teacher/attack/requests/sender.ts';
import { claimsIn } from '@ai-teacher/attack/requests/tokens.ts';
import { type Attack, runAttack } from '@ai-teacher/attack/run-attack.ts';
import { allTargets, nameOf } from '@ai-teacher/attack/target.ts';
import { families, isProtected, isPublic, type Student } from '@ai-teacher/attack/trick.ts';
import { everyTrick } from '@ai-teacher/attack/tricks/every-trick.ts';
import { register } from '@ai-teacher/contracts/auth/accounts.ts';
import { signIn, type tokens } from '@ai-teacher/contracts/auth/sessions.ts';
import { allOperations } from '@ai-teacher/contracts/catalogue.ts';
import { institutionSettings } from '@ai-teacher/test-kit/mesh/institution-settings.ts';
import { signedInClient } from '@ai-teacher/test-kit/mesh/patient-client.ts';
import { runningMesh } from '@ai-teacher/test-kit/mesh/running-mesh.ts';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { z } from 'zod';
import { freshAddress } from '../support/ask.ts';
import { makeForeignSchool } from '../support/foreign-school.ts';

jest.setTimeout(1_200_000);

/**
 * Enough students and addresses that the attack reaches no limit of 100 a minute. Eight students waited 15 s
 * for one. An operator has one of each and waits.
 */
const pupils = 25;
/** The number of pupils whose passwords auth hashes without a refusal, also on a busy machine. */
const pupilsInTurn = 6;
const addresses = Array.from({ length: 20 }, freshAddress);

const newPupil = async (sender: Sender): Promise<Student> => {
  const account = { email: `${randomUUID()}@school.example`, password: `attack ${randomUUID()}` };
  const post = async (path = '', body: unknown) => {
    const headers = { 'content-type': 'application/json' };
    const question = { method: 'POST', path, headers, body: JSON.stringify(body) };
    return JSON.parse((await sender.send(question, freshAddress())).text);
  };
  await post(register.edgePath, { ...account, name: 'Pupil' });
  const { accessToken, refreshToken }: z.output<typeof tokens> = await post(signIn.edgePath, account);
  return { id: String(claimsIn(accessToken).sub), accessToken, refreshToken };
};

let attack: Attack;
let failures: readonly string[];
let table: string;
let classBefore: string;
let classAfter: string;
let settingsBefore: unknown;
let settingsAfter: unknown;
let victim: School;
beforeAll(async () => {
  const mesh = await runningMesh();
  const { gatewayUrl } = mesh;
  const sender = createSender(gatewayUrl);
  const { school, state } = await makeForeignSchool(mesh);
  const before = await state();
  const admin = await signedInClient(gatewayUrl, mesh.credentials.admin);
  settingsBefore = await institutionSettings(admin);
  const students: [Student, ...Student[]] = [await newPupil(sender)];
  while (students.length < pupils)
    students.push(...(await Promise.all(Array.from({ length: pupilsInTurn }, () => newPupil(sender)))));
  let turn = 0;
  attack = await runAttack({
    sender,
    students,
    publishedKeys: await readPublishedKeys(gatewayUrl),
    school,
    targets: allTargets,
    tricks: everyTrick,
    addressOf: () => addresses[turn++ % addresses.length] ?? '',
  });
  failures = failuresOf(attack, students);
  table = tableOf(attack);
  sender.close();
  classBefore = before;
  classAfter = await state();
  settingsAfter = await institutionSettings(admin);
  victim = school;
});

const heldAt = (name: string): number =>
  attack.outcomes.filter(({ target, state }) => target === name && state === 'held').length;

describe('npm run attack on the whole mesh', () => {
  it('finds that every guarantee holds at every operation', () => {
    expect(failures).toEqual([]);
    expect(totalsOf(attack)).toEqual({ held: expect.any(Number), broken: 0 });
  });

  it('leaves everything of the attacked class as it was', () => {
    expect(classAfter).toBe(classBefore);
    for (const marker of victim.markers) expect(classBefore).toContain(marker);
  });

  it('leaves every setting of the institution as it was', () => {
    expect(settingsAfter).toEqual(settingsBefore);
  });

  it('attacks every operation that takes an id of a class, with a request that its contract accepts', () => {
    const attacked = allOperations
      .filter((op) => isProtected(op) && op.bodyKind !== 'multipart')
      .map((op) => ({ id: op.operationId, ...foreignRequest(op, victim) }))
      .filter(({ names }) => names.length > 0);
    expect(attacked.length).toBeGreaterThan(60);
    expect(attacked.filter(({ isAccepted }) => !isAccepted).map(({ id }) => id)).toEqual([]);
  });

  it('plays every trick and every family at least once', () => {
    const played = attack.outcomes.filter(({ state }) => state === 'held').map(({ trick }) => trick);
    expect(new Set(played.map(({ id }) => id))).toEqual(new Set(everyTrick.map(({ id }) => id)));
    expect(new Set(played.map(({ family }) => family))).toEqual(new Set(families));
  });

  it.each(allOperations.map((op) => [nameOf(op), op] as const))('lists %s in its table', (name, op) => {
    expect(table).toContain(name);
    // Two dozen tricks for operations with a user, over a dozen for public ones, and the path of unpublished
    // ones.
    expect(heldAt(name)).toBeGreaterThanOrEqual(isProtected(op) ? 22 : isPublic(op) ? 13 : 1);
  });
});
