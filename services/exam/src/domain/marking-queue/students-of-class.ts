import { classKey } from '@ai-teacher/access/domain/audience.ts';
import { teaches } from '@ai-teacher/access/domain/standing.ts';
import type { Principal } from '@ai-teacher/contracts/principal.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { QueueRepositories } from './ports.ts';

/**
 * The students of a class that the teacher teaches today; undefined without a class.
 *
 * @throws Problem `class-not-found` for another class, whose students the teacher must not learn.
 */
export const studentsOfClass = async (
  { standings, students }: Pick<QueueRepositories, 'standings' | 'students'>,
  { classId, principal }: { classId: string | undefined; principal: Principal },
): Promise<readonly string[] | undefined> => {
  if (classId === undefined) return undefined;
  const standing = await standings.of(principal);
  if (!teaches(standing, classId.toLowerCase())) throw new Problem('class-not-found');
  return students.of(principal.institutionId, [classKey(classId)]);
};
