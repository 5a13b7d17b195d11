import type { ReconciliationJobs } from '@ai-teacher/access/domain/roster-applied.ts';
import type { Clock, Identifiers } from '@ai-teacher/service-kit/domain/clock.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { AnnouncementRepositories } from './announcements/ports.ts';
import type { Arrivals, InboxRepositories } from './inbox/ports.ts';
import type { MemberRepositories } from './members/ports.ts';

/** The repositories of all capabilities: each capability states the methods that it needs. */
export type Repositories = InboxRepositories &
  AnnouncementRepositories &
  MemberRepositories & { readonly reconciliations: ReconciliationJobs };

/** The needs of all use cases together; `deps.ts` supplies them. */
export type World = {
  readonly unitOfWork: UnitOfWork<Repositories>;
  readonly clock: Clock;
  readonly identifiers: Pick<Identifiers, 'uuid'>;
  readonly arrivals: Arrivals;
  readonly maxAnnouncementsPerDay: number;
};
