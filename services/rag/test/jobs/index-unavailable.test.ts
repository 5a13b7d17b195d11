import { deleteDocument, readDocument } from '@ai-teacher/contracts/rag/library.ts';
import { search } from '@ai-teacher/contracts/rag/search.ts';
import { aTeacher } from '@ai-teacher/test-kit/identity/tokens.ts';
import { testQdrant } from '@ai-teacher/test-kit/parts/parts.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { QdrantClient } from '@qdrant/js-client-rest';
import { embedPassage } from '../../src/adapters/murmur-sparse-embedder.ts';
import { removeOrphanPassages } from '../../src/domain/indexing/remove-orphan-passages.ts';
import { makePdf } from '../make-pdf.ts';
import { type RagApp, startRagApp } from '../rag-app.ts';
import { type SwitchableProxy, switchableProxy } from '../switchable-proxy.ts';
import { until } from '../until.ts';

const teacher = aTeacher();
let app: RagApp;
let proxy: SwitchableProxy;
let qdrant: QdrantClient;
beforeAll(async () => {
  const { url, apiKey } = await testQdrant();
  qdrant = new QdrantClient({ url, headers: { 'api-key': apiKey }, checkCompatibility: false });
  proxy = await switchableProxy(url);
  app = await startRagApp({ QDRANT_URL: proxy.url });
});
afterAll(async () => {
  await app.close();
  await proxy.close();
});

const book = (text: string) => makePdf({ pages: [{ lines: [text] }] });
const find = (query: string) => app.call(search, { as: teacher, body: { query } });
const pointsOf = async (documentId: string) => {
  const filter = { must: [{ key: 'documentId', match: { value: documentId } }] };
  return (await qdrant.count(app.collection, { filter, exact: true })).count;
};

describe('while the index is unavailable', () => {
  it('an upload is accepted and read; it is indexed when the index is available', async () => {
    await proxy.close();
    const { status, body } = await app.upload(teacher, book('Sloths sleep upside down.'));
    expect(status).toBe(202);
    const params = { id: body.documentId };
    const state = async () => (await app.call(readDocument, { as: teacher, params })).body.status;
    await until(async () => (await state()) === 'indexing');
    expect((await find('sloths')).body.code).toBe('knowledge-base-unavailable');
    await proxy.open();
    await until(async () => (await state()) === 'ready');
    expect((await find('sloths')).body.results).toHaveLength(1);
  });

  it('a deletion takes effect immediately; its vectors are removed when the index is available', async () => {
    const { id } = await app.ingested(teacher, book('Lemurs bask in the sun.'));
    expect(await pointsOf(id)).toBe(1);
    await proxy.close();
    expect((await app.call(deleteDocument, { as: teacher, params: { id } })).status).toBe(204);
    await proxy.open();
    expect((await find('lemurs bask')).body.results ?? []).toEqual([]);
    await until(async () => (await pointsOf(id)) === 0);
  });
});

describe('a lost index', () => {
  it('is created and filled again from the database by the next document', async () => {
    await app.ingested(teacher, book('Walruses whistle.'));
    await qdrant.deleteCollection(app.collection);
    expect((await find('walruses')).body.code).toBe('knowledge-base-unavailable');
    await app.ingested(teacher, book('Penguins waddle.'));
    await until(async () => (await find('walruses whistle')).body.results?.length > 0);
    await until(async () => (await find('sloths sleep')).body.results?.[0]?.text.includes('Sloths'));
  });
});

describe('passages that were indexed by earlier rules of terms', () => {
  it('are replaced in place at the next start: the document is found before, and in every spelling after', async () => {
    const { id } = await app.ingested(teacher, book('Mollusks na\\357vely graze.'));
    const ofDocument = { filter: { must: [{ key: 'documentId', match: { value: id } }] } };
    const [point] = (await qdrant.scroll(app.collection, { ...ofDocument, with_payload: true })).points;
    const { termsVersion: _, ...payload } = point?.payload ?? {};
    const earlier = embedPassage('mollusks graze', 100).sparse;
    const vector = { terms: { indices: [...earlier.indices], values: [...earlier.values] } };
    await qdrant.delete(app.collection, { wait: true, ...ofDocument });
    await qdrant.upsert(app.collection, { wait: true, points: [{ id: point?.id ?? '', vector, payload }] });
    expect((await find('mollusks')).body.results).toHaveLength(1);
    expect((await find('naively')).body.results).toEqual([]);
    await app.deps.world.unitOfWork.run(({ jobs }) => jobs.prepareIndex());
    await until(async () => (await find('naively')).body.results.length === 1);
    expect(await pointsOf(id)).toBe(1);
    const outdated = await app.deps.world.passages.listDocuments({
      from: undefined,
      limit: 10,
      outdated: true,
    });
    expect(outdated.documentIds).toEqual([]);
  });
});

describe('passages of documents that the database does not contain', () => {
  const neverAborted = { signal: new AbortController().signal };
  const lose = async (text: string): Promise<string> => {
    const { id } = await app.ingested(teacher, book(text));
    await readRows(app.databaseUrl, 'delete from document where id = $1', [id]);
    expect(await pointsOf(id)).toBe(1);
    return id;
  };

  it('are removed part by part: each run enqueues the next, which the worker runs', async () => {
    const lost = [
      await lose('Geckos climb glass.'),
      await lose('Newts regrow limbs.'),
      await lose('Eels roam.'),
    ];
    const { id } = await app.ingested(teacher, book('Toads dig burrows.'));
    await removeOrphanPassages(app.deps.world, { passagesPerPage: 1, pages: 1 })({ waits: 0 }, neverAborted);
    await until(async () => (await Promise.all(lost.map(pointsOf))).every((points) => points === 0));
    expect(await pointsOf(id)).toBe(1);
  });

  it('do not include those of a document that is created during the run', async () => {
    const lost = await lose('Moles rarely surface.');
    const { world } = app.deps;
    let created = '';
    const passages: typeof world.passages = {
      ...world.passages,
      listDocuments: async (page) => {
        created ||= (await app.ingested(teacher, book('Voles tunnel under snow.'))).id;
        return world.passages.listDocuments(page);
      },
    };
    await removeOrphanPassages({ ...world, passages })({ waits: 0 }, neverAborted);
    expect([await pointsOf(lost), await pointsOf(created)]).toEqual([0, 1]);
  });

  it('are removed later when the index is unavailable', async () => {
    const lost = await lose('Shrews eat all day.');
    await proxy.close();
    await removeOrphanPassages(app.deps.world)({ waits: 0 }, neverAborted);
    await proxy.open();
    await until(async () => (await pointsOf(lost)) === 0);
  });
});
