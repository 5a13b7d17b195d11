import { setTimeout as pauseFor } from 'node:timers/promises';
import { createSlidingWindowLimit } from '@ai-teacher/service-kit/clients/rate-limit.ts';
import { createRedis, type Redis } from '@ai-teacher/service-kit/clients/redis.ts';
import { systemClock } from '@ai-teacher/service-kit/clock.ts';
import {
  createDatabase,
  type Database,
  type EntityManager,
} from '@ai-teacher/service-kit/database/database.ts';
import { idempotencyKeys } from '@ai-teacher/service-kit/database/idempotency-keys.ts';
import { openProblemPool } from '@ai-teacher/service-kit/database/open-pool.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import { createInbox, createOutbox, deliveryPool } from '@ai-teacher/service-kit/jobs/events.ts';
import { startWorkers } from '@ai-teacher/service-kit/jobs/jobs.ts';
import { retentionTasks } from '@ai-teacher/service-kit/jobs/retention.ts';
import type { ServiceResources } from '@ai-teacher/service-kit/run-service.ts';
import type { AppKit } from '@ai-teacher/service-kit/server/create-app.ts';
import type pg from 'pg';
import { createMeshAccountInvitations } from './adapters/mesh-account-invitations.ts';
import { createMeshDeciders } from './adapters/mesh-deciders.ts';
import { scryptJoinCodeSecrets } from './adapters/scrypt-join-code-secrets.ts';
import { createYauzlBundleReader } from './adapters/yauzl-bundle-reader.ts';
import { yazlBundleWriter } from './adapters/yazl-bundle-writer.ts';
import type { UserConfig } from './config.ts';
import { moveRepository } from './data/academic-move.repository.ts';
import { nodeRepository } from './data/academic-node.repository.ts';
import { treeRepository } from './data/academic-tree.repository.ts';
import { accessFactRepository } from './data/access-facts.repository.ts';
import { registerRepository } from './data/classes/academic-register.repository.ts';
import { sessionRepository } from './data/classes/academic-session.repository.ts';
import { classRepository } from './data/classes/class.repository.ts';
import { courseRepository } from './data/classes/course.repository.ts';
import { enrolmentRepository } from './data/classes/enrolment.repository.ts';
import { inviteeRepository } from './data/classes/invitee.repository.ts';
import { joinCodeRepository } from './data/classes/join-code.repository.ts';
import { peopleRepository } from './data/classes/people.repository.ts';
import { expiry } from './data/expiry.ts';
import { guardianRepository } from './data/people/guardian.repository.ts';
import { knownPeople } from './data/people/known-people.ts';
import { unitRights } from './data/people/unit-rights.ts';
import { unitRoleRepository } from './data/people/unit-role.repository.ts';
import { ProfileEntity } from './data/profile.entity.ts';
import { profileRepository } from './data/profile.repository.ts';
import { rosterRepository } from './data/rosters/roster.repository.ts';
import { createRosterParts } from './data/rosters/roster-parts.ts';
import { createRosterSnapshots } from './data/rosters/roster-snapshots.ts';
import { createStaging } from './data/rosters/staging.ts';
import { sharingPolicyRepository } from './data/sharing-policy.repository.ts';
import { institutionDays, timeZoneRepository } from './data/time-zone.repository.ts';
import type { Repositories, World } from './domain/ports.ts';
import { retention } from './domain/retention.ts';
import { rosterJobs, rosterTasks } from './jobs/rosters.ts';
import { timetable } from './jobs/timetable.ts';

export type UserDeps = { readonly world: World; readonly kit: AppKit; readonly database: Database };

/** The repositories of one transaction. */
export const repositoriesOf = (em: EntityManager): Repositories => ({
  profiles: profileRepository(em),
  trees: treeRepository(em),
  nodes: nodeRepository(em),
  moves: moveRepository(em),
  registers: registerRepository(em),
  sessions: sessionRepository(em),
  courses: courseRepository(em),
  classes: classRepository(em),
  enrolments: enrolmentRepository(em),
  people: peopleRepository(em),
  joinCodes: joinCodeRepository(em),
  invitees: inviteeRepository(em),
  knownPeople: knownPeople(em),
  guardians: guardianRepository(em),
  unitRights: unitRights(em),
  unitRoles: unitRoleRepository(em),
  sharingPolicies: sharingPolicyRepository(em),
  timeZones: timeZoneRepository(em),
  days: institutionDays(em),
  accessFacts: accessFactRepository(em),
  rosters: rosterRepository(em),
  rosterJobs: rosterJobs(em),
  outbox: createOutbox(em),
  inbox: createInbox(em),
});

const limitsOf = (config: UserConfig): World['limits'] => ({
  nodesPerTree: config.ACADEMIC_NODES_PER_TREE,
  childrenPerNode: config.ACADEMIC_CHILDREN_PER_NODE,
  movesPerNode: config.ACADEMIC_MOVES_PER_NODE,
  sessionsPerInstitution: config.ACADEMIC_SESSIONS_PER_INSTITUTION,
  coursesPerInstitution: config.COURSES_PER_INSTITUTION,
  classesPerInstitution: config.CLASSES_PER_INSTITUTION,
  enrolmentsPerClass: config.ENROLMENTS_PER_CLASS,
  joinCodesPerClass: config.JOIN_CODES_PER_CLASS,
  joinCodeRecordsPerClass: config.JOIN_CODE_RECORDS_PER_CLASS,
  guardiansPerStudent: config.GUARDIANS_PER_STUDENT,
  guardianLinksPerStudent: config.GUARDIAN_LINKS_PER_STUDENT,
  unitRolesPerUnit: config.ROLES_PER_UNIT,
  unitRoleRecordsPerUnit: config.ROLE_RECORDS_PER_UNIT,
  rosterBytes: config.ROSTER_BYTES,
});

/** Limits of joins in any hour, over all instances. */
const joinLimitsOf = (redis: Redis, config: UserConfig): Pick<World, 'joinAttempts' | 'joinsOfCode'> => {
  const limitOf = (name: string, limit: number) =>
    createSlidingWindowLimit({ redis, name, limit, windowSeconds: 3_600 });
  return {
    joinAttempts: limitOf('user.join', config.JOIN_ATTEMPTS_PER_HOUR),
    joinsOfCode: limitOf('user.join-code', config.JOINS_PER_CODE_HOUR),
  };
};

/** The counts of a million rows last seconds. */
const bulkStatementMilliseconds = 120_000;

/**
 * Exports of this process at a time. Each has a connection, and a snapshot that delays the cleaning of
 * tables.
 */
const maxExports = 2;
/** A client that reads nothing for so long loses its snapshot. */
const slowReaderMilliseconds = 60_000;

/** The store of bundles has connections of its own, so requests never wait for those of an import. */
const rosterStoreOf = ({ config, lifecycle, logger }: ServiceResources<UserConfig>, clock: Clock) => {
  const bulk = createDatabase({
    url: config.DATABASE_URL,
    entities: [ProfileEntity],
    lifecycle,
    statementTimeoutMilliseconds: bulkStatementMilliseconds,
  });
  const poolOf = (what: string, max: number, more: pg.PoolConfig = {}): pg.Pool =>
    openProblemPool({
      connectionString: config.DATABASE_URL,
      max,
      statement_timeout: bulkStatementMilliseconds,
      ...more,
      ...{ what, lifecycle, logger },
    });
  const exports = poolOf('exports', maxExports, {
    idle_in_transaction_session_timeout: slowReaderMilliseconds,
  });
  const rows = bulk.unitOfWork((em) => em);
  return {
    rosterParts: createRosterParts(rows),
    bundles: createYauzlBundleReader(),
    staging: createStaging(rows, poolOf('imports', 1), { limits: limitsOf(config), clock }),
    rosterSnapshots: createRosterSnapshots(exports),
    bundleWriter: yazlBundleWriter,
  };
};

/** Composes the user service. No other file constructs its vendors. */
export const createDeps = async ({
  clock = systemClock,
  ...resources
}: ServiceResources<UserConfig> & { readonly clock?: Clock }): Promise<UserDeps> => {
  const { config, lifecycle, logger, mesh, kit } = resources;
  const database = createDatabase({ url: config.DATABASE_URL, entities: [ProfileEntity], lifecycle });
  const plain = database.unitOfWork((em) => em);
  const redis = await createRedis({ url: config.REDIS_URL, lifecycle, logger });
  const world: World = {
    unitOfWork: database.unitOfWork(repositoriesOf),
    clock,
    limits: limitsOf(config),
    joinCodeSecrets: scryptJoinCodeSecrets,
    deciders: createMeshDeciders(mesh),
    accountInvitations: createMeshAccountInvitations(mesh),
    platformAddress: config.PLATFORM_ADDRESS,
    tracesUrl: config.TRACES_URL,
    pause: (milliseconds) => pauseFor(milliseconds),
    ...joinLimitsOf(redis, config),
    ...rosterStoreOf(resources, clock),
  };
  await startWorkers({
    databaseUrl: config.DATABASE_URL,
    tasks: retentionTasks({ retention, expiry, config, unitOfWork: plain, clock, logger }),
    timetable,
    ownPools: {
      deliveries: deliveryPool(mesh, 'user'),
      rosters: { tasks: rosterTasks(world), concurrency: 1 },
    },
    lifecycle,
    logger,
  });
  return { world, kit: { ...kit, idempotencyKeys: idempotencyKeys(plain, clock) }, database };
};
