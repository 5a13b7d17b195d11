import * as joinCodes from '@ai-teacher/contracts/user/join-codes.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import type { TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { waitForBlocked } from '@ai-teacher/test-kit/parts/wait-for-blocked.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { UserDeps } from '../../src/deps.ts';
import { deletionOf, deliver, disablingOf, enablingOf, registrationOf, roleChangeOf } from '../builders.ts';
import { aTaughtClass, codeOf, type schoolOf } from '../school.ts';
import { startUserApp } from '../user-app.ts';

let app: TestApp<UserDeps>;
beforeAll(async () => {
  app = await startUserApp({
    variables: { JOIN_ATTEMPTS_PER_HOUR: '1000', JOINS_PER_CODE_HOUR: '1000' },
  });
});
afterAll(() => app.close());

let admin: TestUser;
let school: ReturnType<typeof schoolOf>;
let classId: string;
let teacher: TestUser;
beforeEach(async () => {
  ({ admin, school, classId, teacher } = await aTaughtClass(app));
});

const create = (as: TestUser, body: object = {}, id = classId) =>
  school.call(joinCodes.createJoinCode, { as, params: { id }, body });
const codeBy = async (as: TestUser, body: object = {}, id = classId): Promise<string> => {
  const answer = await create(as, body, id);
  expect(answer.status).toBe(201);
  return answer.body.code;
};
const join = async (code: string, as: TestUser = school.member()) =>
  codeOf(await school.call(joinCodes.joinClass, { as, body: { code } }));
const statesOf = async (id = classId) =>
  (await school.call(joinCodes.listJoinCodes, { params: { id } })).body.items.map(
    ({ state }: { state: string }) => state,
  );

const momentIn = (milliseconds: number): string => new Date(Date.now() + milliseconds).toISOString();

const invalid = [422, 'join-code-invalid'];
const joined = [200, undefined];

describe('the join codes of a maker', () => {
  it.each([
    ['is disabled', (maker: TestUser) => disablingOf(maker)],
    ['becomes a student', (maker: TestUser) => roleChangeOf(maker, 'student')],
    ['is deleted', (maker: TestUser) => deletionOf(maker)],
  ])('are withdrawn when the maker %s, and those of others stay', async (_title, eventOf) => {
    const invited = await school.known();
    const codes = [await codeBy(teacher), await codeBy(teacher, { personId: invited.userId })];
    const other = await codeBy(admin);
    expect((await deliver(app, eventOf(teacher))).status).toBe(204);
    expect(await join(codes[0] ?? '')).toEqual(invalid);
    expect(await join(codes[1] ?? '', invited)).toEqual(invalid);
    expect(await join(other)).toEqual(joined);
    expect(await statesOf()).toEqual(['open', 'withdrawn', 'withdrawn']);
  });

  it('stay withdrawn when the account is enabled again, which then makes new ones', async () => {
    const code = await codeBy(teacher);
    const [before, after] = [momentIn(0), momentIn(1000)];
    await deliver(app, disablingOf(teacher, before));
    expect(codeOf(await create(teacher))).toEqual([403, 'forbidden']);
    await deliver(app, enablingOf(teacher, after));
    expect(await join(code)).toEqual(invalid);
    expect(await join(await codeBy(teacher))).toEqual(joined);
  });

  it('stay open when an earlier disabling arrives after the enabling', async () => {
    const [before, after] = [momentIn(0), momentIn(1000)];
    await deliver(app, enablingOf(teacher, after));
    const code = await codeBy(teacher);
    await deliver(app, disablingOf(teacher, before));
    expect(await join(code)).toEqual(joined);
  });

  it('stay open in the classes that a former admin teaches or administers', async () => {
    const former = await school.known({ role: 'admin' });
    const [taught, ofUnit, foreign] = [await school.class(), await school.class(), await school.class()];
    const codes: string[] = [];
    for (const { id } of [taught, ofUnit, foreign]) codes.push(await codeBy(former, {}, id));
    await deliver(app, roleChangeOf(former, 'teacher', momentIn(-1000)));
    expect(await Promise.all(codes.map((code) => join(code)))).toEqual([invalid, invalid, invalid]);

    // As a teacher the person receives both kinds of rights, and another event about the same role.
    await school.add(taught.id, [{ personId: former.userId, role: 'co-teacher' }]);
    await school.grant(ofUnit.unitId, former);
    const asTeacher = { ...former, role: 'teacher' as const };
    const kept = [await codeBy(asTeacher, {}, taught.id), await codeBy(asTeacher, {}, ofUnit.id)];
    await deliver(app, roleChangeOf(former, 'teacher'));
    expect(await Promise.all(kept.map((code) => join(code)))).toEqual([joined, joined]);
  });

  it('are made by no account whose access token is older than its new role or its deletion', async () => {
    await deliver(app, roleChangeOf(admin, 'teacher'));
    expect(codeOf(await create(admin))).toEqual([404, 'class-not-found']);
    await deliver(app, deletionOf(admin));
    expect(codeOf(await create(admin))).toEqual([401, 'token-invalid']);
  });

  it('are withdrawn by an event that waits for the request that makes one', async () => {
    const holder = new pg.Client({ connectionString: app.databaseUrl });
    await holder.connect();
    try {
      await holder.query('begin');
      await holder.query('lock table join_code in share row exclusive mode');
      const made = create(teacher);
      await waitForBlocked(app.databaseUrl, 'insert into join_code');
      const disabled = deliver(app, disablingOf(teacher));
      await waitForBlocked(app.databaseUrl, 'insert into profile');
      await holder.query('rollback');
      const { status, body } = await made;
      expect(status).toBe(201);
      expect((await disabled).status).toBe(204);
      expect(await join(body.code)).toEqual(invalid);
    } finally {
      await holder.end();
    }
  });
});

describe('an account that user does not know', () => {
  it('is disabled, and has the role of its registration afterwards', async () => {
    const late = school.member({ role: 'teacher' });
    await deliver(app, disablingOf(late));
    await deliver(app, registrationOf(late));
    await school.add(classId, [{ personId: late.userId, role: 'teacher' }]);
    expect(codeOf(await create(late))).toEqual([403, 'forbidden']);
    await deliver(app, enablingOf(late, momentIn(1000)));
    expect((await create(late)).status).toBe(201);
  });
});
