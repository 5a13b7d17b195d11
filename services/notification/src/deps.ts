import { factStore } from '@ai-teacher/access/data/fact-store.ts';
import { readStanding } from '@ai-teacher/access/data/read-standing.ts';
import {
  enqueueFirstFill,
  reconciliationJobs,
  reconciliationTasks,
} from '@ai-teacher/access/jobs/reconciliation.ts';
import { randomIdentifiers, systemClock } from '@ai-teacher/service-kit/clock.ts';
import {
  createDatabase,
  type Database,
  type EntityManager,
} from '@ai-teacher/service-kit/database/database.ts';
import { whenAvailable } from '@ai-teacher/service-kit/database/when-available.ts';
import { createInbox } from '@ai-teacher/service-kit/jobs/events.ts';
import { startWorkers } from '@ai-teacher/service-kit/jobs/jobs.ts';
import { retentionTasks } from '@ai-teacher/service-kit/jobs/retention.ts';
import type { ServiceResources } from '@ai-teacher/service-kit/run-service.ts';
import type { AppKit } from '@ai-teacher/service-kit/server/create-app.ts';
import { defaultStreamLimits } from '@ai-teacher/service-kit/streams/stream-guard.ts';
import { createProcessSlots } from '@ai-teacher/service-kit/streams/stream-slots.ts';
import { createArrivals } from './adapters/pg-arrivals.ts';
import type { NotificationConfig } from './config.ts';
import { AnnouncementEntity } from './data/announcement.entity.ts';
import { announcementRepository } from './data/announcement.repository.ts';
import { expiry } from './data/expiry.ts';
import { forgottenDocumentRepository } from './data/forgotten-document.repository.ts';
import { MemberEntity } from './data/member.entity.ts';
import { memberRepository } from './data/member.repository.ts';
import { NotificationEntity } from './data/notification.entity.ts';
import { notificationRepository } from './data/notification.repository.ts';
import type { Repositories, World } from './domain/ports.ts';
import { retention } from './domain/retention.ts';
import { announcementJobs, announcementTasks } from './jobs/announcements.ts';
import { timetable } from './jobs/timetable.ts';

export type NotificationDeps = { readonly world: World; readonly kit: AppKit; readonly database: Database };

const repositoriesOf =
  (clock: typeof systemClock) =>
  (em: EntityManager): Repositories => ({
    facts: factStore(em),
    reconciliations: reconciliationJobs(em),
    standings: { of: (person) => readStanding(em, person, clock.now()) },
    members: memberRepository(em),
    notifications: notificationRepository(em),
    documents: forgottenDocumentRepository(em),
    announcements: announcementRepository(em),
    jobs: announcementJobs(em),
    inbox: createInbox(em),
  });

/** Composes the notification service. No other file constructs its vendors. */
export const createDeps = async ({
  config,
  lifecycle,
  logger,
  mesh,
  kit,
  clock = systemClock,
}: ServiceResources<NotificationConfig> & { clock?: typeof systemClock }): Promise<NotificationDeps> => {
  const database = createDatabase({
    url: config.DATABASE_URL,
    entities: [AnnouncementEntity, MemberEntity, NotificationEntity],
    lifecycle,
  });
  const world: World = {
    unitOfWork: database.unitOfWork(repositoriesOf(clock)),
    clock,
    identifiers: randomIdentifiers,
    arrivals: createArrivals({ databaseUrl: config.DATABASE_URL, lifecycle, logger }),
    maxAnnouncementsPerDay: config.MAX_ANNOUNCEMENTS_PER_DAY,
  };
  const plain = database.unitOfWork((em) => em);
  await startWorkers({
    databaseUrl: config.DATABASE_URL,
    tasks: {
      ...announcementTasks(world),
      ...reconciliationTasks({
        ...{ unitOfWork: plain, mesh, logger },
        afterImport: (em, institutionId) =>
          announcementJobs(em).catchUpInstitution({ institutionId, after: null }),
      }),
      ...retentionTasks({ retention, expiry, config, unitOfWork: plain, clock, logger }),
    },
    timetable,
    lifecycle,
    logger,
  });
  await whenAvailable(() => plain.run(enqueueFirstFill), { lifecycle, logger });
  const streamLimits = {
    ...defaultStreamLimits,
    perProcess: config.MAX_STREAMS,
    slots: createProcessSlots(config.MAX_STREAMS_PER_USER),
  };
  return { world, kit: { ...kit, streamLimits }, database };
};
