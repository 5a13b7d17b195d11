import type { Role } from '@ai-teacher/contracts/values.ts';
import { isHeldOn, mayInClass } from '../classes/class-policy.ts';
import type { CommonClass } from './ports.ts';

/**
 * Whether the caller looks after a student: an admin of the institution, or a person who manages the students
 * of a class in which the student is today.
 */
export const looksAfter = (accountRole: Role, common: readonly CommonClass[], today: string): boolean =>
  accountRole === 'admin' ||
  common.some(
    ({ period, caller, person }) =>
      person.role === 'student' &&
      isHeldOn(person, period, today) &&
      mayInClass('manage-students', { accountRole, administersUnit: false, held: [caller], period, today }),
  );
