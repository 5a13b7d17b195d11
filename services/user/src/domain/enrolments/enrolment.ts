import type { Outbox } from '@ai-teacher/service-kit/domain/events.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { HeldRole } from '../classes/ports.ts';
import type { Enrolment, EnrolmentFacts } from './ports.ts';

/** @throws Problem `enrolment-not-found`. */
export const requireEnrolment = (found: Enrolment | undefined): Enrolment => {
  if (found === undefined) throw new Problem('enrolment-not-found');
  return found;
};

/** Whether two periods have a day in common. A period without an end has no last day. */
export const overlap = (
  one: Pick<HeldRole, 'from' | 'until'>,
  other: Pick<HeldRole, 'from' | 'until'>,
): boolean =>
  isNotEmpty(one) && isNotEmpty(other) && startsBeforeEnd(one, other) && startsBeforeEnd(other, one);

const isNotEmpty = ({ from, until }: Pick<HeldRole, 'from' | 'until'>): boolean =>
  until === null || from < until;

const startsBeforeEnd = ({ from }: Pick<HeldRole, 'from'>, { until }: Pick<HeldRole, 'until'>): boolean =>
  until === null || from < until;

/** Publishes the state of an enrolment. */
export const publishEnrolment = (
  { outbox }: { readonly outbox: Outbox },
  { id, institutionId, classId, personId, role, from, until, version }: EnrolmentFacts,
): Promise<void> =>
  outbox.publish({
    type: 'enrolment.changed',
    institutionId,
    subject: id,
    data: { enrolmentId: id, classId, personId, role, from, until, version },
  });
