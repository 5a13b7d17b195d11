import type { addEnrolments as contract } from '@ai-teacher/contracts/user/enrolments.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { laterOf, todayOf } from '../academic-sessions/period.ts';
import type { SchoolClass } from '../classes/ports.ts';
import { requireActiveClass, requireClass, requireRight, rightsIn } from '../classes/school-class.ts';
import { publishEnrolment } from './enrolment.ts';
import type { EnrolmentLimits, EnrolmentRepositories, NewEnrolment } from './ports.ts';
import { type EnrolmentRow, type RowOutcome, sortOutRows } from './sort-out-rows.ts';

export type AddEnrolmentsDeps = {
  readonly unitOfWork: UnitOfWork<EnrolmentRepositories>;
  readonly clock: Clock;
  readonly limits: EnrolmentLimits;
};

export type AddedRow = {
  readonly row: EnrolmentRow;
  readonly result: RowOutcome;
  readonly enrolmentId: string | undefined;
};

/**
 * Adds a list of people to a class, and decides about each of them. Concurrent lists of one class wait for
 * one another.
 *
 * @throws Problem `class-not-found`, `class-archived`, or `forbidden`.
 */
export const addEnrolments =
  ({ unitOfWork, clock, limits }: AddEnrolmentsDeps) =>
  ({ principal, params, body }: Input<typeof contract>): Promise<readonly AddedRow[]> =>
    unitOfWork.run(async (repositories) => {
      const { classes, enrolments, people } = repositories;
      const { institutionId } = principal;
      const given = requireClass(await classes.lock(institutionId, params.id));
      const may = await rightsIn({ ...repositories, clock }, principal, given);
      requireRight(may, 'manage-students');
      requireActiveClass(given);
      const today = await todayOf({ ...repositories, clock }, institutionId);
      const rows = body.enrolments.map((row) => withDays(row, given, today));
      const ids = [...new Set(rows.map(({ personId }) => personId))].sort();
      const results = sortOutRows(rows, {
        given,
        may,
        known: await people.lockKnown(institutionId, ids),
        existing: await enrolments.listOf(given.id, ids),
        free: limits.enrolmentsPerClass - (await enrolments.count(given.id)),
      });
      const answers = rows.map((row, index): AddedRow => {
        const result = results[index] ?? { outcome: 'already' };
        return { row, result, enrolmentId: result.outcome === 'added' ? crypto.randomUUID() : undefined };
      });
      await insertAll(repositories, newOnes(answers, given, clock.now()));
      return answers;
    });

type GivenRow = Input<typeof contract>['body']['enrolments'][number];

/** The days of a row. Without a first day it begins today, or with its class. */
const withDays = ({ personId, role, from, until }: GivenRow, given: SchoolClass, today: string) => ({
  personId: personId.toLowerCase(),
  role,
  from: from ?? laterOf(today, given.from),
  until: until ?? null,
});

const newOnes = (answers: readonly AddedRow[], given: SchoolClass, createdAt: Date): NewEnrolment[] =>
  answers.flatMap(({ row, enrolmentId: id }) =>
    id === undefined
      ? []
      : [{ ...row, id, institutionId: given.institutionId, classId: given.id, createdAt }],
  );

const insertAll = async (
  { enrolments, outbox }: Pick<EnrolmentRepositories, 'enrolments' | 'outbox'>,
  added: readonly NewEnrolment[],
): Promise<void> => {
  if (added.length > 0) await enrolments.insert(added);
  for (const enrolment of added) await publishEnrolment({ outbox }, { ...enrolment, version: 1 });
};
