import { search } from '@ai-teacher/contracts/rag/search.ts';
import type { TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { libraryOf, untilForgotten } from '../access/a-school.ts';
import { randomSchool } from '../access/random-school.ts';
import { type RagApp, startRagApp } from '../rag-app.ts';

let app: RagApp;
beforeAll(async () => {
  app = await startRagApp();
});
afterAll(() => app.close());

const { listed, readStatus, explain, untilIndexed } = libraryOf(() => app);

/** Searches of the property below; ACCESS_SEARCHES=100000 checks a release. */
const searches = Number(process.env.ACCESS_SEARCHES ?? 200);
const searchesPerRound = 50;

describe('search over random schools', () => {
  it(
    'finds no foreign passage, and the lists contain no foreign title and no other number of documents',
    async () => {
      const { people, documents, change, apply, expectedOf, passageOf } = await randomSchool(() => app);
      /** Each passage that a search finds, once, with the title of its document. */
      const passagesOf = async (as: TestUser): Promise<string[]> => {
        const { body } = await app.call(search, { as, body: { query: 'photosynthesis', limit: 50 } });
        expect(body.unreadPages).toBeUndefined();
        return body.results
          .map(({ documentId, title, text }: Record<string, string>) => `${documentId} ${title}: ${text}`)
          .sort();
      };
      /** The list, each document by its id, searches in it, and its explanation agree. */
      const expectReads = async (person: TestUser, expected: readonly string[]): Promise<void> => {
        expect(await listed(person)).toEqual(expected);
        for (const id of documents) {
          const status = expected.includes(id) ? 200 : 404;
          const body = { query: 'photosynthesis', documentIds: [id] };
          const named = await app.call(search, { as: person, body });
          const explained = (await explain(person, person, id)).body;
          expect([id, await readStatus(person, id), named.status]).toEqual([id, status, status]);
          expect([id, explained.allowed]).toEqual([id, status === 200]);
          if (status === 404) expect(explained).toMatchObject({ rule: 'not-accessible', place: null });
        }
      };
      const rounds = Math.ceil(searches / searchesPerRound);
      for (const changes of fc.sample(fc.array(change, { minLength: 4, maxLength: 9 }), rounds)) {
        for (const given of changes) await apply(given);
        await untilIndexed();
        await untilForgotten();
        for (let at = 0; at < searchesPerRound; at += 1) {
          const person = people[at % people.length] as TestUser;
          const expected = expectedOf(person);
          expect([changes, await passagesOf(person)]).toEqual([changes, expected.map(passageOf)]);
          if (at < people.length) await expectReads(person, expected);
        }
      }
    },
    240_000 + searches * 500,
  );
});
