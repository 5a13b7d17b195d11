import { randomUUID } from 'node:crypto';
import {
  archiveNode,
  changeNode,
  listDescendants,
  listMoves,
  listNodes,
  moveNode,
  readNode,
  restoreNode,
} from '@ai-teacher/contracts/user/academics.ts';
import { changeLevels, readLevels } from '@ai-teacher/contracts/user/tree-levels.ts';
import { activeMarkup, hostileMarkup } from '@ai-teacher/test-kit/app/hostile-text.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import { aStudent, type TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { waitForBlocked } from '@ai-teacher/test-kit/parts/wait-for-blocked.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import pg from 'pg';
import type { UserDeps } from '../../src/deps.ts';
import { anAdminOfNewInstitution, treeOf } from '../academics.ts';
import { startUserApp } from '../user-app.ts';

let app: TestApp<UserDeps>;
beforeAll(async () => {
  app = await startUserApp({
    variables: {
      ...{ ACADEMIC_CHILDREN_PER_NODE: '30', ACADEMIC_NODES_PER_TREE: '60' },
      ACADEMIC_MOVES_PER_NODE: '6',
    },
  });
});
afterAll(() => app.close());

let admin: TestUser;
let units: ReturnType<typeof treeOf>;
beforeEach(() => {
  admin = anAdminOfNewInstitution();
  units = treeOf(app, admin);
});

const params = (id: string) => ({ tree: 'organisation', id });
const archive = (id: string) => app.call(archiveNode, { as: admin, params: params(id) });
const restore = (id: string) => app.call(restoreNode, { as: admin, params: params(id) });
const list = (query: Record<string, string | number> = {}, as = admin) =>
  app.call(listNodes, { as, params: { tree: 'organisation' }, query });
const descendants = (id: string, query: Record<string, string | number> = {}) =>
  app.call(listDescendants, { as: admin, params: params(id), query });
const change = (id: string, body: Record<string, unknown>) =>
  app.call(changeNode, { as: admin, params: params(id), body });
const named = (name: string) => [{ locale: 'en', name }];
const idsOf = ({ body }: { body: { items: { id: string }[] } }): string[] => body.items.map(({ id }) => id);
const codeOf = ({ status, body }: { status: number; body: { code?: string } }) => [status, body.code];

/** All pages of a list. */
const collect = async (readPage: (query: Record<string, string | number>) => ReturnType<typeof list>) => {
  const ids: string[] = [];
  let cursor: string | null = null;
  do {
    const answer = await readPage({ limit: 2, ...(cursor === null ? {} : { cursor }) });
    expect(answer.status).toBe(200);
    ids.push(...idsOf(answer));
    cursor = answer.body.nextCursor;
  } while (cursor !== null);
  return ids;
};

describe('createNode', () => {
  it('createNode answers 201 with the node and its address, and readNode returns it with its ancestors', async () => {
    const { state, district, school } = await units.branch();
    const answer = await units.create({
      parentId: school,
      level: 'grade',
      code: 'G-7',
      names: [
        { locale: 'EN-us', name: 'Grade 7' },
        { locale: 'hi', name: 'कक्षा ७' },
      ],
      position: 7,
    });
    expect(answer.status).toBe(201);
    const location = `/api/users/academics/organisation/${answer.body.id}`;
    expect(answer.headers.location).toBe(location);
    expect(answer.body).toMatchObject({
      tree: 'organisation',
      parentId: school,
      level: 'grade',
      code: 'G-7',
      names: [
        { locale: 'en-US', name: 'Grade 7' },
        { locale: 'hi', name: 'कक्षा ७' },
      ],
      position: 7,
      version: 1,
      archivedAt: null,
    });
    const student = { ...aStudent(), institutionId: admin.institutionId };
    const read = await units.read(answer.body.id, student);
    expect(read.status).toBe(200);
    expect(read.body).toMatchObject(answer.body);
    expect(idsOf({ body: { items: read.body.ancestors } })).toEqual([state, district, school]);
  });

  it('createNode and readNode give a client names with markup as inert text', async () => {
    const answer = await units.create({ name: hostileMarkup });
    for (const { text } of [answer, await units.read(answer.body.id)]) expect(text).not.toMatch(activeMarkup);
  });

  it.each([
    ['an unknown level', { level: 'galaxy' }, '/level'],
    ['two names in one language', { names: [...named('A'), { locale: 'EN', name: 'B' }] }, '/names'],
    ['no name', { names: [] }, '/names'],
    ['a blank name', { names: named(' \u2800 ') }, '/names/0/name'],
    ['a language that does not exist', { names: [{ locale: 'x_y', name: 'A' }] }, '/names/0/locale'],
  ])('createNode answers 422 for %s', async (_, given, pointer) => {
    const { status, body } = await units.create(given);
    expect([status, body.errors?.[0]?.pointer]).toEqual([422, pointer]);
  });

  it('createNode answers 422 for a level that is not below the level of the parent', async () => {
    const { grade } = await units.branch();
    for (const level of ['grade', 'school', 'state']) {
      const { status, body } = await units.create({ parentId: grade, level });
      expect([status, body.errors]).toEqual([
        422,
        [{ pointer: '/level', message: 'must be below the level of the parent (grade)' }],
      ]);
    }
  });

  it('createNode answers 404 for a parent of another tree, another institution or nowhere', async () => {
    const curriculum = await treeOf(app, admin, 'curriculum').created({ level: 'framework' });
    const foreign = await treeOf(app, anAdminOfNewInstitution()).created();
    for (const parentId of [curriculum.id, foreign.id, randomUUID()])
      expect(codeOf(await units.create({ parentId, level: 'section' }))).toEqual([404, 'node-not-found']);
  });

  it('createNode answers 409 for a code in use, also for one of ten concurrent requests', async () => {
    await units.created({ code: 'S-1' });
    expect(codeOf(await units.create({ code: 'S-1' }))).toEqual([409, 'node-code-taken']);
    const answers = await Promise.all(Array.from({ length: 10 }, () => units.create({ code: 'S-2' })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(9).fill(409)]);
    expect((await treeOf(app, admin, 'curriculum').create({ code: 'S-1', level: 'topic' })).status).toBe(201);
  });

  it('createNode answers 409 when the parent has the maximum number of children, also concurrently', async () => {
    const { id: parentId } = await units.created();
    const answers = await Promise.all(
      Array.from({ length: 35 }, () => units.create({ parentId, level: 'grade' })),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(30);
    expect(new Set(answers.filter(({ status }) => status !== 201).map(({ body }) => body.code))).toEqual(
      new Set(['tree-limit-reached']),
    );
  });

  it('createNode answers 409 when the tree has the maximum number of nodes', async () => {
    const parents = [await units.created(), await units.created()];
    for (const { id } of parents)
      await Promise.all(Array.from({ length: 29 }, () => units.created({ parentId: id, level: 'grade' })));
    expect(codeOf(await units.create())).toEqual([409, 'tree-limit-reached']);
  });

  it('createNode answers 409 below an archived parent', async () => {
    const { school, grade } = await units.branch();
    await archive(school);
    expect(codeOf(await units.create({ parentId: grade, level: 'section' }))).toEqual([409, 'node-archived']);
  });
});

describe('readNode', () => {
  it('readNode answers 404 to people of another institution, and for the other tree', async () => {
    const { id } = await units.created();
    expect(codeOf(await units.read(id, anAdminOfNewInstitution()))).toEqual([404, 'node-not-found']);
    const elsewhere = await app.call(readNode, { as: admin, params: { tree: 'curriculum', id } });
    expect(codeOf(elsewhere)).toEqual([404, 'node-not-found']);
  });
});

describe('listNodes', () => {
  it('listNodes returns roots, or the children of a node, by position and then by age, page by page', async () => {
    const { id: parentId } = await units.created();
    const later = await units.created({ parentId, level: 'grade', position: 2 });
    const first = await units.created({ parentId, level: 'grade', position: 1 });
    const second = await units.created({ parentId, level: 'grade', position: 1 });
    expect(await collect((query) => list({ ...query, parentId }))).toEqual([first.id, second.id, later.id]);
    const root = await units.created({ position: 3 });
    expect(await collect((query) => list(query))).toEqual([parentId, root.id]);
  });

  it('listNodes finds a node by its code', async () => {
    const { id } = await units.created({ code: 'Köln-3' });
    await units.created({ code: 'Köln-4' });
    expect(idsOf(await list({ code: 'Köln-3' }))).toEqual([id]);
    expect(idsOf(await list({ code: 'K' }))).toEqual([]);
  });

  it('listNodes finds nodes by the beginning of a name in any language, each once, page by page', async () => {
    const names = (...given: string[]) =>
      given.map((name, index) => ({ locale: ['en', 'de', 'hi'][index], name }));
    const first = await units.created({ names: names('Alpha', 'ALPHABET', 'Beta') });
    const second = await units.created({ names: names('Ｂeta', 'alphorn') });
    const third = await units.created({ names: names('Alpha', 'Alpha') });
    await units.created({ names: names('Al', 'An alpha') });
    expect(await collect((query) => list({ ...query, name: 'aLPH' }))).toEqual([
      first.id,
      third.id,
      second.id,
    ]);
    expect(await collect((query) => list({ ...query, name: 'beta' }))).toEqual([first.id, second.id]);
    expect(await collect((query) => list({ ...query, name: '%' }))).toEqual([]);
  });

  it('listNodes returns archived nodes only on request', async () => {
    const [one, two] = [await units.created(), await units.created()];
    await archive(one.id);
    expect(idsOf(await list())).toEqual([two.id]);
    expect(idsOf(await list({ state: 'archived' }))).toEqual([one.id]);
    expect(idsOf(await list({ state: 'all' }))).toEqual([one.id, two.id]);
  });

  it('listNodes answers 404 for an unknown parent, and 422 for two conditions or a foreign cursor', async () => {
    expect(codeOf(await list({ parentId: randomUUID() }))).toEqual([404, 'node-not-found']);
    expect((await list({ code: 'a', name: 'b' })).status).toBe(422);
    const forged = [['..'], [1, 'x'], ['9'.repeat(300)], [0.5, '1'], ['x', 1, 2]].map((place) =>
      Buffer.from(JSON.stringify(place)).toString('base64url'),
    );
    const { id } = await units.created();
    for (const cursor of forged)
      for (const answer of [
        await list({ cursor }),
        await list({ cursor, name: 'a' }),
        await descendants(id, { cursor }),
      ])
        expect(answer.status).toBe(422);
  });
});

describe('listDescendants', () => {
  it('listDescendants returns the whole subtree, each parent before its children, page by page', async () => {
    const one = await units.branch('One');
    const other = await units.branch('Other');
    const second = await units.created({ parentId: one.school, level: 'grade' });
    const found = await collect((query) => descendants(one.state, query));
    expect(new Set(found)).toEqual(new Set([one.district, one.school, one.grade, one.section, second.id]));
    expect(found).toHaveLength(5);
    for (const [parent, child] of [
      [one.district, one.school],
      [one.school, one.grade],
      [one.grade, one.section],
      [one.school, second.id],
    ] as const)
      expect(found.indexOf(parent)).toBeLessThan(found.indexOf(child));
    expect(idsOf(await descendants(other.section))).toEqual([]);
  });

  it('listDescendants answers 404 for a node of another institution', async () => {
    const foreign = await treeOf(app, anAdminOfNewInstitution()).created();
    expect(codeOf(await descendants(foreign.id))).toEqual([404, 'node-not-found']);
  });
});

describe('changeNode', () => {
  it('changeNode changes the given fields, retains the others, and a search finds the new name', async () => {
    const { id } = await units.created({ name: 'Old name', code: 'A', position: 4 });
    const renamed = await change(id, { names: named('New name') });
    expect(renamed.status).toBe(200);
    expect(renamed.body).toMatchObject({ names: named('New name'), code: 'A', position: 4, version: 2 });
    expect(idsOf(await list({ name: 'new' }))).toEqual([id]);
    expect(idsOf(await list({ name: 'old' }))).toEqual([]);
    expect((await change(id, { code: null, position: 0 })).body).toMatchObject({
      names: named('New name'),
      code: null,
      position: 0,
      version: 3,
    });
  });

  it('changeNode answers 409 for a code in use, and accepts the node’s own code', async () => {
    await units.created({ code: 'A' });
    const { id } = await units.created({ code: 'B' });
    expect(codeOf(await change(id, { code: 'A' }))).toEqual([409, 'node-code-taken']);
    expect((await change(id, { code: 'B' })).status).toBe(200);
  });

  it('changeNode answers 409 when the caller has read an older version', async () => {
    const { id } = await units.created();
    expect((await change(id, { position: 1, version: 1 })).status).toBe(200);
    expect(codeOf(await change(id, { position: 2, version: 1 }))).toEqual([409, 'node-changed']);
  });

  it('changeNode answers 404 for a node of another institution', async () => {
    const foreign = await treeOf(app, anAdminOfNewInstitution()).created();
    expect(codeOf(await change(foreign.id, { position: 1 }))).toEqual([404, 'node-not-found']);
  });
});

describe('moveNode', () => {
  it('moveNode moves a node with its subtree, and listMoves says who moved it when', async () => {
    const [one, other] = [await units.branch('One'), await units.branch('Other')];
    const moved = await units.move(one.school, other.district);
    expect(moved.status).toBe(200);
    expect(moved.body).toMatchObject({ parentId: other.district, version: 2 });
    const { body } = await units.read(one.section);
    expect(idsOf({ body: { items: body.ancestors } })).toEqual([
      other.state,
      other.district,
      one.school,
      one.grade,
    ]);
    expect(await collect((query) => descendants(one.state, query))).toEqual([one.district]);
    expect(await collect((query) => descendants(other.state, query))).toHaveLength(7);
    expect((await units.move(one.school, null, 2)).body.parentId).toBeNull();
    const moves = await app.call(listMoves, { as: admin, params: params(one.school) });
    expect(moves.body.items).toMatchObject([
      { fromParentId: other.district, toParentId: null, movedBy: admin.userId },
      { fromParentId: one.district, toParentId: other.district, movedBy: admin.userId },
    ]);
    const pages = await collect((query) =>
      app.call(listMoves, { as: admin, params: params(one.school), query: { ...query, limit: 1 } }),
    );
    expect(pages).toEqual(idsOf(moves));
  });

  it('moveNode changes nothing, and records no move, when the node is already below the parent', async () => {
    const { district, school } = await units.branch();
    expect((await units.move(school, district)).body.version).toBe(1);
    const moves = await app.call(listMoves, { as: admin, params: params(school) });
    expect(moves.body.items).toEqual([]);
  });

  it('moveNode answers 409 beyond the recorded moves of a node, and other nodes still move', async () => {
    const [one, other] = [await units.branch('One'), await units.branch('Other')];
    const parents = [other.district, one.district];
    for (let made = 0; made < 6; made += 1)
      expect((await units.move(one.school, parents[made % 2] ?? null, made + 1)).status).toBe(200);
    expect(await units.move(one.school, other.district, 7)).toMatchObject({
      status: 409,
      body: { code: 'move-limit-reached' },
    });
    expect((await units.move(one.school, one.district, 7)).status).toBe(200);
    expect((await units.move(other.school, one.district)).status).toBe(200);
  });

  it('moveNode answers 409 for a cycle, 422 for a parent on a lower level, and 404 for an unknown parent', async () => {
    const { state, district, grade } = await units.branch();
    expect(codeOf(await units.move(state, district))).toEqual([409, 'node-cycle']);
    expect(codeOf(await units.move(state, state))).toEqual([409, 'node-cycle']);
    const other = await units.branch('Other');
    expect((await units.move(other.district, grade)).status).toBe(422);
    expect(codeOf(await units.move(grade, randomUUID()))).toEqual([404, 'node-not-found']);
    expect(codeOf(await units.move(randomUUID(), state))).toEqual([404, 'node-not-found']);
  });

  it('moveNode answers 409 for an archived node, an archived parent and a full parent', async () => {
    const [one, other] = [await units.branch('One'), await units.branch('Other')];
    await archive(one.state);
    expect(codeOf(await units.move(one.school, other.district, 2))).toEqual([409, 'node-archived']);
    expect(codeOf(await units.move(other.school, one.district))).toEqual([409, 'node-archived']);
    const { id: full } = await units.created({ level: 'district' });
    await Promise.all(Array.from({ length: 30 }, () => units.created({ parentId: full })));
    expect(codeOf(await units.move(other.school, full))).toEqual([409, 'tree-limit-reached']);
  });

  it('moveNode answers 409 to the second of two concurrent moves of a node', async () => {
    const { school } = await units.branch();
    const targets = [await units.created({ level: 'district' }), await units.created({ level: 'district' })];
    const answers = await Promise.all(targets.map(({ id }) => units.move(school, id)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(answers.find(({ status }) => status === 409)?.body.code).toBe('node-changed');
  });

  it('reads do not wait for a move in progress', async () => {
    const [one, other] = [await units.branch('One'), await units.branch('Other')];
    const holder = new pg.Client({ connectionString: app.databaseUrl });
    await holder.connect();
    try {
      await holder.query('begin');
      await holder.query('select from academic_node where id = $1 for update', [one.section]);
      const moving = units.move(one.school, other.district);
      await waitForBlocked(app.databaseUrl, 'update academic_node set');
      const read = await units.read(one.section);
      expect(idsOf({ body: { items: read.body.ancestors } })).toContain(one.district);
      expect(await collect((query) => descendants(one.state, query))).toHaveLength(4);
      await holder.query('commit');
      expect((await moving).status).toBe(200);
    } finally {
      await holder.end();
    }
  });

  it('any concurrent moves leave a tree without a cycle, whose paths agree with its parents', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(14), fc.option(fc.nat(14))), { minLength: 4, maxLength: 10 }),
        async (pairs) => {
          admin = anAdminOfNewInstitution();
          units = treeOf(app, admin);
          const branches = [await units.branch('A'), await units.branch('B'), await units.branch('C')];
          const ids = branches.flatMap((branch) => Object.values(branch));
          await Promise.all(
            pairs.map(([from, to]) => units.move(ids[from] ?? '', to === null ? null : (ids[to] ?? ''))),
          );
          const wrong = await readRows(
            app.databaseUrl,
            `select n.id from academic_node n left join academic_node p on p.id = n.parent_id
             where n.institution_id = $1
               and n.path <> coalesce(p.path, ''::ltree) || text2ltree(to_hex(n.key))`,
            [admin.institutionId],
          );
          expect(wrong).toEqual([]);
        },
      ),
      { numRuns: 8 },
    );
  });
});

describe('archiveNode and restoreNode', () => {
  it('archiveNode archives the whole subtree, and restoreNode restores the nodes that were archived with it', async () => {
    const { state, district, school, grade, section } = await units.branch();
    await archive(grade);
    const archived = await archive(district);
    expect([archived.status, archived.body.archivedAt]).toEqual([200, expect.any(String)]);
    expect(idsOf(await descendants(state))).toEqual([]);
    expect(idsOf(await descendants(state, { state: 'archived' }))).toHaveLength(4);
    expect((await restore(district)).body.archivedAt).toBeNull();
    expect(idsOf(await descendants(state))).toEqual([district, school]);
    expect(idsOf(await descendants(state, { state: 'archived' }))).toEqual([grade, section]);
  });

  it('archiveNode and restoreNode change nothing when repeated', async () => {
    const { id } = await units.created();
    const archived = await archive(id);
    expect((await archive(id)).body).toEqual(archived.body);
    const restored = await restore(id);
    expect((await restore(id)).body).toEqual(restored.body);
  });

  it('restoreNode answers 409 while the parent is archived', async () => {
    const { state, school } = await units.branch();
    await archive(state);
    expect(codeOf(await restore(school))).toEqual([409, 'node-archived']);
  });

  it.each([
    ['archiveNode', archiveNode],
    ['restoreNode', restoreNode],
    ['listMoves', listMoves],
  ])('%s answers 404 for a node of another institution', async (_, operation) => {
    const foreign = await treeOf(app, anAdminOfNewInstitution()).created();
    const answer = await app.call(operation, { as: admin, params: params(foreign.id) });
    expect(codeOf(answer)).toEqual([404, 'node-not-found']);
  });
});

describe('readLevels and changeLevels', () => {
  const place = { tree: 'organisation' };
  const changed = (levels: string[]) =>
    app.call(changeLevels, { as: admin, params: place, body: { levels } });

  it('readLevels returns the standard levels until changeLevels replaces them', async () => {
    const before = await app.call(readLevels, { as: admin, params: place });
    expect(before.body).toEqual({ levels: ['state', 'district', 'school', 'grade', 'section'] });
    const levels = ['country', 'campus', 'house', 'set'];
    expect((await changed(levels)).body).toEqual({ levels });
    expect((await app.call(readLevels, { as: admin, params: place })).body).toEqual({ levels });
    expect((await units.create({ level: 'house' })).status).toBe(201);
    expect((await units.create({ level: 'grade' })).status).toBe(422);
    const curriculum = await app.call(readLevels, { as: admin, params: { tree: 'curriculum' } });
    expect(curriculum.body).toEqual({ levels: ['framework', 'subject', 'chapter', 'topic'] });
  });

  it('changeLevels accepts new levels between those in use, and answers 409 for a missing or moved one', async () => {
    await units.branch();
    const wider = ['country', 'state', 'district', 'zone', 'school', 'grade', 'section'];
    expect((await changed(wider)).status).toBe(200);
    expect(codeOf(await changed(['state', 'district', 'school', 'grade']))).toEqual([409, 'levels-in-use']);
    expect(codeOf(await changed(['state', 'district', 'grade', 'school', 'section']))).toEqual([
      409,
      'levels-in-use',
    ]);
  });

  it('changeLevels answers 422 for a repeated level and for thirteen levels', async () => {
    expect((await changed(['a', 'b', 'a'])).status).toBe(422);
    expect((await changed(Array.from({ length: 13 }, (_, index) => `level-${index}`))).status).toBe(422);
  });
});

it('moveNode with an invalid body answers 422', async () => {
  const { id } = await units.created();
  const answer = await app.call(moveNode, { as: admin, params: params(id), body: { parentId: null } });
  expect(answer.status).toBe(422);
});
