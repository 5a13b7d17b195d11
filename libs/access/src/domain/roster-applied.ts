import type { EnvelopeOf } from '@ai-teacher/contracts/events.ts';
import { type EventHandler, type Inbox, oncePerEvent } from '@ai-teacher/service-kit/domain/events.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';

/** A job exists if and only if its transaction commits. */
export type ReconciliationJobs = {
  /** Compares the facts of an institution with their owner's. Waiting jobs of one institution become one. */
  readonly reconcile: (institutionId: string) => Promise<void>;
};

export type RosterAppliedDeps = {
  readonly unitOfWork: UnitOfWork<{ readonly reconciliations: ReconciliationJobs; readonly inbox: Inbox }>;
};

/**
 * Compares the facts of an institution with those of their owner after an import, because an import
 * publishes no event for each row.
 */
export const rosterApplied = ({
  unitOfWork,
}: RosterAppliedDeps): EventHandler<EnvelopeOf<'roster.applied'>> =>
  oncePerEvent(unitOfWork, ({ data }, { reconciliations }) => reconciliations.reconcile(data.institutionId));
