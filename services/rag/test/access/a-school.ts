import { randomUUID } from 'node:crypto';
import type { EventDataOf, EventType } from '@ai-teacher/contracts/events.ts';
import { receiveRagEvent } from '@ai-teacher/contracts/rag/events.ts';
import {
  changeDocument,
  explainDocument,
  listDocuments,
  readDocument,
} from '@ai-teacher/contracts/rag/library.ts';
import { anAdmin, aStudent, aTeacher, type TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { expect } from '@jest/globals';
import type { RagApp } from '../rag-app.ts';
import { until } from '../until.ts';

/** The app in use: a test may replace it by another one with the same database. */
export type AppInUse = () => RagApp;

const dayIn = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
/** Waits longer than rag remembers the standing of a person. */
export const untilForgotten = () => new Promise((resolve) => setTimeout(resolve, 1_100));

/** A school whose facts reach rag as events of user. */
export const aSchool = (app: AppInUse) => {
  const institutionId = randomUUID();
  const admin = anAdmin({ institutionId });
  let version = 0;
  const publish = async <Type extends EventType>(type: Type, data: EventDataOf<Type>): Promise<void> => {
    const { status } = await app().call(receiveRagEvent, {
      from: 'user',
      body: {
        ...{ id: randomUUID(), type, occurredAt: '2026-03-02T09:00:00.000Z', requestId: randomUUID() },
        ...{ traceparent: null, institutionId, subject: randomUUID(), data },
      },
    });
    expect(status).toBe(204);
  };
  const next = (): number => {
    version += 1;
    return version;
  };
  const pathOf = (units: readonly string[]) => units.map((unitId) => ({ unitId, version }));
  return {
    admin,
    teacher: () => aTeacher({ institutionId }),
    student: () => aStudent({ institutionId }),
    class: (classId: string, units: readonly string[], given: object = {}) => {
      const current = next();
      const days = { from: dayIn(-9), until: dayIn(90), archived: false };
      return publish('class.changed', {
        classId,
        unitPath: pathOf(units),
        ...days,
        version: current,
        ...given,
      });
    },
    moved: (units: readonly string[]) => {
      const current = next();
      return publish('unit.moved', { unitId: units.at(-1) ?? '', unitPath: pathOf(units), version: current });
    },
    enrolled: async (person: TestUser, classId: string, given: object = {}) => {
      const enrolment = { enrolmentId: randomUUID(), classId, personId: person.userId };
      const role = person.role === 'student' ? ('student' as const) : ('teacher' as const);
      const period = { role, from: dayIn(0), until: null };
      await publish('enrolment.changed', { ...enrolment, ...period, version: next(), ...given });
      return () =>
        publish('enrolment.changed', { ...enrolment, ...period, until: dayIn(0), version: next() });
    },
    unitAdmin: (person: TestUser, unitId: string) =>
      publish('unit-role.changed', {
        ...{ unitRoleId: randomUUID(), unitId, personId: person.userId, role: 'admin' as const },
        ...{ from: dayIn(0), until: null, version: next() },
      }),
    policy: (teachersShareWithInstitution: boolean) =>
      publish('sharing-policy.changed', { teachersShareWithInstitution, version: next() }),
  };
};

/** Reads and shares documents as people of the school. The default database is that of the app. */
export const libraryOf = (app: AppInUse, databaseUrl = () => app().databaseUrl) => ({
  listed: async (as: TestUser): Promise<string[]> => {
    const { body } = await app().call(listDocuments, { as, query: { limit: 100 } });
    return body.items.map(({ id }: { id: string }) => id).sort();
  },
  readStatus: async (as: TestUser, id: string): Promise<number> =>
    (await app().call(readDocument, { as, params: { id } })).status,
  /** Asks in the name of a user about a person, as the service user does. */
  explain: (as: TestUser, { userId: personId, role }: TestUser, id: string) =>
    app().call(explainDocument, { as, from: 'user', params: { id }, query: { personId, role } }),
  share: (as: TestUser, id: string, body: object) => app().call(changeDocument, { as, params: { id }, body }),
  /** The index carries the rights of all documents. */
  untilIndexed: () =>
    until(
      async () =>
        (
          await readRows(
            databaseUrl(),
            `select from graphile_worker._private_jobs j
             join graphile_worker._private_tasks t on t.id = j.task_id
             where t.identifier in ('index-document', 'change-passage-rights')`,
          )
        ).length === 0,
    ),
});
