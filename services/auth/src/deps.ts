import { createRedis } from '@ai-teacher/service-kit/clients/redis.ts';
import { randomIdentifiers, systemClock } from '@ai-teacher/service-kit/clock.ts';
import {
  createDatabase,
  type Database,
  type EntityManager,
} from '@ai-teacher/service-kit/database/database.ts';
import { createOutbox, deliverEvents, deliverEventTask } from '@ai-teacher/service-kit/jobs/events.ts';
import { startWorkers } from '@ai-teacher/service-kit/jobs/jobs.ts';
import type { ServiceResources } from '@ai-teacher/service-kit/run-service.ts';
import type { AppKit } from '@ai-teacher/service-kit/server/create-app.ts';
import { createPasswordHasher, type HashingBounds } from './adapters/argon2-password-hasher.ts';
import { createOpaqueTokens } from './adapters/crypto-opaque-tokens.ts';
import { createMarks } from './adapters/hmac-marks.ts';
import { createAccessTokenSigner, createKeySealer } from './adapters/jose-signing-keys.ts';
import { createRedisGuesses } from './adapters/redis-guesses.ts';
import { evenTime } from './adapters/timer-even-time.ts';
import { createPasswordBlocklist } from './adapters/zxcvbn-password-blocklist.ts';
import { type AuthConfig, assertUnhurriedKeys } from './config.ts';
import { AccountEntity } from './data/account.entity.ts';
import { accountRepository } from './data/account.repository.ts';
import { auditRepository } from './data/audit.repository.ts';
import { InvitationEntity } from './data/invitation.entity.ts';
import { invitationRepository } from './data/invitation.repository.ts';
import { knownNetworkRepository } from './data/known-network.repository.ts';
import { RefreshFamilyEntity, RefreshTokenEntity } from './data/refresh-token.entity.ts';
import { refreshTokenRepository } from './data/refresh-token.repository.ts';
import { SigningKeyEntity } from './data/signing-key.entity.ts';
import { signingKeyRepository } from './data/signing-key.repository.ts';
import { prepareInstallation } from './domain/accounts/prepare-installation.ts';
import type { Repositories, World } from './domain/ports.ts';
import { signingKeyJobs, signingKeyTasks, signingKeyTimetable } from './jobs/keep-signing-keys.ts';

export type AuthDeps = { readonly world: World; readonly kit: AppKit; readonly database: Database };

/** A registration answers no sooner than this: above what the work takes, whichever way it goes. */
const registrationMilliseconds = 150;

const repositoriesOf =
  ({ clock, identifiers }: { clock: typeof systemClock; identifiers: typeof randomIdentifiers }) =>
  (em: EntityManager): Repositories => ({
    accounts: accountRepository(em),
    invitations: invitationRepository(em),
    refreshTokens: refreshTokenRepository(em),
    signingKeys: signingKeyRepository(em),
    knownNetworks: knownNetworkRepository(em),
    audit: auditRepository(em, { clock, identifiers }),
    outbox: createOutbox(em, { clock, identifiers }),
    jobs: signingKeyJobs(em),
  });

const adminIn = (config: AuthConfig): { email: string; password: string } | undefined =>
  config.BOOTSTRAP_ADMIN_EMAIL === undefined || config.BOOTSTRAP_ADMIN_PASSWORD === undefined
    ? undefined
    : { email: config.BOOTSTRAP_ADMIN_EMAIL, password: config.BOOTSTRAP_ADMIN_PASSWORD };

/** Composes the auth service: the only place that constructs its vendors. */
export const createDeps = async ({
  config,
  lifecycle,
  logger,
  mesh,
  kit,
  clock = systemClock,
  hashing = {},
}: ServiceResources<AuthConfig> & {
  clock?: typeof systemClock;
  hashing?: HashingBounds;
}): Promise<AuthDeps> => {
  assertUnhurriedKeys(config);
  const identifiers = randomIdentifiers;
  const database = createDatabase({
    url: config.DATABASE_URL,
    entities: [AccountEntity, InvitationEntity, RefreshFamilyEntity, RefreshTokenEntity, SigningKeyEntity],
    lifecycle,
  });
  const unitOfWork = database.unitOfWork(repositoriesOf({ clock, identifiers }));
  const secret = config.KEY_ENCRYPTION_SECRET;
  const world: World = {
    unitOfWork,
    passwords: await createPasswordHasher(hashing),
    blocklist: createPasswordBlocklist(),
    signer: createAccessTokenSigner({
      secret,
      accessTokenSeconds: config.ACCESS_TOKEN_SECONDS,
      now: clock.now,
      makeId: identifiers.uuid,
    }),
    keys: createKeySealer(secret),
    keyTimes: {
      overlapSeconds: config.KEY_OVERLAP_SECONDS,
      retirementSeconds: config.KEY_RETIREMENT_SECONDS,
      rotationDays: config.KEY_ROTATION_DAYS,
    },
    opaqueTokens: createOpaqueTokens(secret),
    marks: createMarks(secret),
    guesses: createRedisGuesses(await createRedis({ url: config.REDIS_URL, lifecycle, logger })),
    clock,
    identifiers,
    evenTime: evenTime(registrationMilliseconds),
    refreshFamilyDays: config.REFRESH_FAMILY_DAYS,
  };
  await prepareInstallation(world)(adminIn(config));
  await startWorkers({
    databaseUrl: config.DATABASE_URL,
    tasks: { [deliverEventTask]: deliverEvents(mesh), ...signingKeyTasks(world) },
    timetable: signingKeyTimetable,
    lifecycle,
    logger,
  });
  return { world, kit, database };
};
