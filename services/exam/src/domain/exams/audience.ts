import {
  type AudienceEntry,
  type AudienceKey,
  audienceEntry,
  audienceKey,
  institutionKey,
} from '@ai-teacher/access/domain/audience.ts';
import { mayShare } from '@ai-teacher/access/domain/may-share.ts';
import type { Standing } from '@ai-teacher/access/domain/standing.ts';
import type { publishExam as contract } from '@ai-teacher/contracts/exam/exams.ts';
import type { Principal } from '@ai-teacher/contracts/principal.ts';
import type { InputFault } from '@ai-teacher/contracts/problem.ts';
import type { Outbox } from '@ai-teacher/service-kit/domain/events.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import { type ExamTimes, windowOf } from './exam-times.ts';
import type { Assignment, Exam, ExamRepositories } from './ports.ts';

type GivenAssignments = NonNullable<Input<typeof contract>['body']['assignments']>;

/** The assignment to a whole institution, with the exam's own times. */
const toInstitution = (institutionId: string): Assignment => ({
  audience: institutionKey(institutionId),
  opensAt: null,
  closesAt: null,
});

/**
 * The assignments that a request names. Without any, the exam is for the whole institution.
 *
 * @throws Problem `input-invalid` when two of them name the same class or unit.
 */
export const assignmentsOf = (
  given: GivenAssignments | undefined,
  institutionId: string,
): readonly Assignment[] => {
  if (given === undefined) return [toInstitution(institutionId)];
  const assignments = given.map(
    ({ opensAt, closesAt, ...target }): Assignment => ({
      audience: audienceKey(entryOf(target), institutionId),
      opensAt: opensAt === undefined ? null : new Date(opensAt),
      closesAt: closesAt === undefined ? null : new Date(closesAt),
    }),
  );
  const keys = assignments.map(({ audience }) => audience);
  requireNoFaults(
    keys.flatMap((key, index) =>
      keys.indexOf(key) === index
        ? []
        : [{ pointer: `/assignments/${index}`, message: 'must not repeat another assignment' }],
    ),
  );
  return assignments;
};

const entryOf = ({
  classId,
  unitId,
}: Omit<GivenAssignments[number], 'opensAt' | 'closesAt'>): AudienceEntry => {
  if (classId !== undefined) return { classId };
  return unitId === undefined ? { institution: true } : { unitId };
};

/**
 * Checks that the person may assign an exam to each of these: to a class its current teachers and the
 * admins above it, to a unit its admins, to the institution its admins and, while its policy allows it, its
 * teachers.
 *
 * @throws Problem `class-not-found`, `node-not-found`, or `forbidden` for the institution.
 */
export const requireMayAssign = async (
  { places, standings }: Pick<ExamRepositories, 'places' | 'standings'>,
  principal: Principal,
  assignments: readonly Assignment[],
): Promise<void> => {
  if (assignments.length === 0) return;
  const standing = await standings.of(principal);
  const keys = assignments.map(({ audience }) => audience);
  for (const place of await places.read(principal.institutionId, keys))
    if (!mayShare(place, standing)) throw refusalOf(place.key);
};

const refusalOf = (key: AudienceKey): Problem => {
  if (key.startsWith('class:')) return new Problem('class-not-found');
  if (key.startsWith('unit:')) return new Problem('node-not-found');
  return new Problem('forbidden', {
    detail: 'Teachers may not assign exams to the whole institution here. Name classes.',
  });
};

/**
 * Checks the times of the assignments for which `isChecked` is true.
 *
 * @throws Problem `input-invalid` with the pointer of a close in the past or before the opening.
 */
export const requireWindows = (
  exam: ExamTimes,
  assignments: readonly Assignment[],
  { now, isChecked = () => true }: { now: Date; isChecked?: (assignment: Assignment) => boolean },
): void =>
  requireNoFaults(
    assignments.flatMap((assignment, index): InputFault[] => {
      const { opensAt, closesAt } = windowOf(exam, assignment);
      const pointer = `/assignments/${index}/closesAt`;
      if (!isChecked(assignment) || closesAt === null) return [];
      if (closesAt <= now) return [{ pointer, message: 'must be in the future' }];
      return opensAt !== null && closesAt <= opensAt ? [{ pointer, message: 'must be after opensAt' }] : [];
    }),
  );

const requireNoFaults = (errors: readonly InputFault[]): void => {
  if (errors.length > 0) throw new Problem('input-invalid', { errors: [...errors] });
};

/** The assignments by which a member of these classes and units may sit the exam. */
export const assignedTo = (keys: readonly AudienceKey[], assignments: readonly Assignment[]): Assignment[] =>
  assignments.filter(({ audience }) => keys.includes(audience));

/**
 * The classes that the person teaches today and to which the exam is assigned, directly or by a unit above.
 * An exam for the whole institution gives the teachers of classes no rights.
 */
export const taughtClasses = (
  { classes }: Pick<Standing, 'classes'>,
  assignments: readonly Pick<Assignment, 'audience'>[],
): AudienceKey[] =>
  classes
    .filter(({ role, classId, unitIds }) => {
      const keys: AudienceKey[] = [`class:${classId}`, ...unitIds.map((id): AudienceKey => `unit:${id}`)];
      return role !== 'student' && assignments.some(({ audience }) => keys.includes(audience));
    })
    .map(({ classId }): AudienceKey => `class:${classId}`);

/**
 * Publishes `exam.published` for these assignments, once for all that have the same times. An event for the
 * institution alone names no audience.
 */
export const publishAssigned = async (
  outbox: Outbox,
  exam: Exam,
  assignments: readonly Assignment[],
): Promise<void> => {
  const timesOf = (assignment: Assignment) => {
    const { opensAt, closesAt } = windowOf(exam, assignment);
    return { opensAt: opensAt?.toISOString() ?? null, closesAt: closesAt?.toISOString() ?? null };
  };
  const groups = Map.groupBy(assignments, (assignment) => JSON.stringify(timesOf(assignment)));
  for (const group of groups.values()) {
    const [first] = group;
    if (first === undefined) continue;
    const isInstitution = group.some(({ audience }) => audience.startsWith('institution:'));
    await outbox.publish({
      type: 'exam.published',
      institutionId: exam.institutionId,
      subject: exam.id,
      data: {
        examId: exam.id,
        teacherId: exam.teacherId,
        title: exam.title,
        ...timesOf(first),
        ...(isInstitution ? {} : { audience: group.map(({ audience }) => audienceEntry(audience)) }),
      },
    });
  }
};
