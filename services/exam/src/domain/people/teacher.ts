import type { TeacherStatus } from './ports.ts';

export type Unavailability = 'deleted' | 'disabled' | 'demoted';

/** The reason why the user cannot manage exams. Null when no event reported a reason. */
export const unavailabilityOf = (status: TeacherStatus | undefined): Unavailability | null => {
  if (status?.isDeleted) return 'deleted';
  if (status?.isDisabled) return 'disabled';
  return status?.role === 'student' ? 'demoted' : null;
};
