import { projectionExpiry } from '@ai-teacher/access/data/projection-expiry.ts';
import { idempotencyExpiry } from '@ai-teacher/service-kit/database/idempotency-keys.ts';
import type { Expiry } from '@ai-teacher/service-kit/database/remove-expired.ts';

/** A release ends an exam before it closes. An exam that was reopened has not ended. */
const endedBefore = 'coalesce(exam.released_at, exam.ends_at) < $before';

/** When a row of each table with a term has expired. */
export const expiry: Readonly<Record<string, Expiry>> = {
  // Students see no result before the exam ends, and start one attempt only. The teacher has the whole term
  // to decide an appeal, and the student to read the decision.
  attempt: `status = 'graded' and submitted_at < $before
    and exists (select from exam where exam.id = attempt.exam_id and ${endedBefore})
    and not exists (select from appeal where appeal.attempt_id = attempt.id
      and greatest(appeal.created_at, appeal.decided_at) >= $before)`,
  exam: `status = 'published' and ${endedBefore}
    and not exists (select from attempt where attempt.exam_id = exam.id)`,
  generation: 'ended_at < $before',
  token_use: `day < ($before at time zone 'UTC')::date`,
  seen_event: 'seen_at < $before',
  ...projectionExpiry,
  ...idempotencyExpiry,
};
