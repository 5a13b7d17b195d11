import { randomUUID } from 'node:crypto';
import type { AudienceEntry } from '@ai-teacher/access/domain/audience.ts';
import type { TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { expect } from '@jest/globals';
import fc from 'fast-check';
import { makePdf } from '../make-pdf.ts';
import { type AppInUse, aSchool, libraryOf } from './a-school.ts';

const book = (text: string) => makePdf({ pages: [{ lines: [text] }] });

/** A school with five units, four classes, five people and five documents, and what is true of it. */
export const randomSchool = async (app: AppInUse) => {
  const a = aSchool(app);
  const { share } = libraryOf(app);
  const units = Array.from({ length: 5 }, () => randomUUID());
  const classes = Array.from({ length: 4 }, () => randomUUID());
  const people = [a.teacher(), ...Array.from({ length: 4 }, () => a.student())];
  const truth = {
    parents: new Map<string, string | undefined>(),
    unitOf: new Map<string, string>(),
    members: new Map<string, () => Promise<void>>(),
    shares: new Map<string, { audience: AudienceEntry[]; excluded: AudienceEntry[] }>(),
  };
  const pathOf = (unit: string | undefined): string[] =>
    unit === undefined ? [] : [...pathOf(truth.parents.get(unit)), unit];
  for (const [at, unit] of units.entries()) {
    truth.parents.set(unit, at === 0 ? undefined : units[Math.floor((at - 1) / 2)]);
    await a.moved(pathOf(unit));
  }
  const place = async (classId: string, unit: string): Promise<void> => {
    truth.unitOf.set(classId, unit);
    await a.class(classId, pathOf(unit));
  };
  for (const [at, classId] of classes.entries()) await place(classId, units[at + 1] ?? '');
  const ownerOf = new Map<string, TestUser>();
  const titleOf = new Map<string, string>();
  const books = await Promise.all(
    Array.from({ length: 5 }, async (_, at) => {
      const owner = at === 0 ? (people[0] as TestUser) : a.admin;
      const title = `Part ${at}`;
      const content = book(`Photosynthesis, part ${at}.`);
      const { id } = await app().ingested(owner, content, { title, visibility: 'private' });
      return { id, owner, title };
    }),
  );
  for (const { id, owner, title } of books) {
    titleOf.set(id, title);
    ownerOf.set(id, owner);
    truth.shares.set(id, { audience: [], excluded: [] });
  }
  const documents = [...ownerOf.keys()];
  const entry = fc.oneof(
    fc.constantFrom(...classes).map((classId): AudienceEntry => ({ classId })),
    fc.constantFrom(...units).map((unitId): AudienceEntry => ({ unitId })),
  );
  const change = fc.oneof(
    fc.record({ enrol: fc.constantFrom(...people), classId: fc.constantFrom(...classes) }),
    fc.record({ leave: fc.constantFrom(...people), classId: fc.constantFrom(...classes) }),
    fc.record({ place: fc.constantFrom(...classes), unit: fc.constantFrom(...units) }),
    fc.record({ move: fc.constantFrom(...units.slice(3)), below: fc.constantFrom(...units.slice(0, 3)) }),
    fc.record({
      share: fc.constantFrom(...documents.slice(1)),
      audience: fc.array(entry, { maxLength: 2 }),
      excluded: fc.array(entry, { maxLength: 1 }),
    }),
  );
  const apply = async (given: typeof change extends fc.Arbitrary<infer Change> ? Change : never) => {
    if ('enrol' in given || 'leave' in given) {
      const person = 'enrol' in given ? given.enrol : given.leave;
      const key = `${person.userId} ${given.classId}`;
      const end = truth.members.get(key);
      if ('enrol' in given && end === undefined)
        truth.members.set(key, await a.enrolled(person, given.classId));
      if ('leave' in given && end !== undefined) {
        await end();
        truth.members.delete(key);
      }
    } else if ('place' in given) await place(given.place, given.unit);
    else if ('move' in given) {
      truth.parents.set(given.move, given.below);
      await a.moved(pathOf(given.move));
    } else {
      const { share: id, audience, excluded } = given;
      expect((await share(a.admin, id, { audience, excluded })).status).toBe(200);
      truth.shares.set(id, { audience, excluded });
    }
  };
  const isMember = (person: TestUser, given: AudienceEntry): boolean =>
    classes.some((classId) => {
      if (!truth.members.has(`${person.userId} ${classId}`)) return false;
      if ('classId' in given) return given.classId === classId;
      return 'unitId' in given && pathOf(truth.unitOf.get(classId)).includes(given.unitId);
    });
  const expectedOf = (person: TestUser): string[] =>
    documents
      .filter((id) => {
        if (ownerOf.get(id)?.userId === person.userId) return true;
        const { audience = [], excluded = [] } = truth.shares.get(id) ?? {};
        return (
          audience.some((given) => isMember(person, given)) &&
          !excluded.some((given) => isMember(person, given))
        );
      })
      .sort();
  /** The passage of a document, as `passagesOf` of the searches names it. */
  const passageOf = (id: string): string =>
    `${id} ${titleOf.get(id)}: Photosynthesis, part ${titleOf.get(id)?.slice(5)}.`;
  /** The text of a document as a reranker receives it. */
  const rerankedTextOf = (id: string): string =>
    `${titleOf.get(id)}\nPhotosynthesis, part ${titleOf.get(id)?.slice(5)}.`;
  return { people, documents, change, apply, expectedOf, passageOf, rerankedTextOf };
};
