import { createRedis } from '@ai-teacher/service-kit/clients/redis.ts';
import { randomIdentifiers, systemClock } from '@ai-teacher/service-kit/clock.ts';
import { ConfigError } from '@ai-teacher/service-kit/config.ts';
import {
  createDatabase,
  type Database,
  type EntityManager,
} from '@ai-teacher/service-kit/database/database.ts';
import { idempotencyKeys } from '@ai-teacher/service-kit/database/idempotency-keys.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { createOutbox, deliveryPool } from '@ai-teacher/service-kit/jobs/events.ts';
import { startWorkers } from '@ai-teacher/service-kit/jobs/jobs.ts';
import { retentionTasks } from '@ai-teacher/service-kit/jobs/retention.ts';
import type { ServiceResources } from '@ai-teacher/service-kit/run-service.ts';
import type { AppKit } from '@ai-teacher/service-kit/server/create-app.ts';
import { createPasswordHasher, type HashingOptions } from './adapters/argon2-password-hasher.ts';
import { deviceOf } from './adapters/bowser-device-of.ts';
import { createOpaqueTokens } from './adapters/crypto-opaque-tokens.ts';
import { createPseudonyms } from './adapters/hmac-pseudonyms.ts';
import { networkOf } from './adapters/ipaddr-network-of.ts';
import { createAccessTokenSigner, createSigningKeyGenerator } from './adapters/jose-signing-keys.ts';
import { createRevocationChanges } from './adapters/polled-revocation-changes.ts';
import {
  createOwnPlaceAttempts,
  createPasswordAttempts,
  createRefusalCounter,
} from './adapters/redis-password-attempts.ts';
import { createRefreshRepeats } from './adapters/redis-refresh-repeats.ts';
import { createRegistrationLimits } from './adapters/redis-registration-limits.ts';
import { createDurationPadding } from './adapters/timer-duration-padding.ts';
import { createPasswordBlocklist } from './adapters/zxcvbn-password-blocklist.ts';
import { type AuthConfig, assertSafeKeyTimes, registrationSettingsOf } from './config.ts';
import { AccountEntity } from './data/account.entity.ts';
import { accountRepository } from './data/account.repository.ts';
import { auditRepository } from './data/audit.repository.ts';
import { expiry } from './data/expiry.ts';
import { InvitationEntity } from './data/invitation.entity.ts';
import { invitationRepository } from './data/invitation.repository.ts';
import { knownNetworkRepository } from './data/known-network.repository.ts';
import { dangerousActRepository } from './data/passwords/dangerous-act.repository.ts';
import { passwordConfirmationRepository } from './data/passwords/password-confirmation.repository.ts';
import { RefreshFamilyEntity, RefreshTokenEntity } from './data/refresh-token.entity.ts';
import { refreshTokenRepository } from './data/refresh-token.repository.ts';
import { registrationPolicyRepository } from './data/registration/registration-policy.repository.ts';
import { signInSessionRepository } from './data/sessions/sign-in-session.repository.ts';
import { SigningKeyEntity } from './data/signing-key.entity.ts';
import { signingKeyRepository } from './data/signing-key.repository.ts';
import { ensureFirstAdmin } from './domain/accounts/ensure-first-admin.ts';
import type { ExpireAccountsDeps } from './domain/accounts/expire-accounts.ts';
import type { Repositories as AccountsRepositories } from './domain/accounts/ports.ts';
import type { DangerousActRepositories } from './domain/passwords/dangerous-act.ts';
import type { Repositories as RegistrationRepositories } from './domain/registration/ports.ts';
import type { Repositories as RegistrationPolicyRepositories } from './domain/registration-policy/ports.ts';
import { retention } from './domain/retention.ts';
import type { Repositories as SessionsRepositories } from './domain/sessions/ports.ts';
import { summarizeRevocations } from './domain/sessions/read-revocations.ts';
import type { Repositories as SignInSessionsRepositories } from './domain/sign-in-sessions/ports.ts';
import { ensureSigningKey } from './domain/signing-keys/ensure-signing-key.ts';
import type { MaintainSigningKeysDeps } from './domain/signing-keys/maintain-signing-keys.ts';
import type { Repositories as SigningKeysRepositories } from './domain/signing-keys/ports.ts';
import { resealSigningKeys } from './domain/signing-keys/reseal-signing-keys.ts';
import { UnknownSeal } from './domain/signing-keys/unknown-seal.ts';
import type { World } from './http/routes.ts';
import { accountTasks } from './jobs/accounts.ts';
import { signingKeyJobs, signingKeyTasks } from './jobs/signing-keys.ts';
import { timetable } from './jobs/timetable.ts';

type Repositories = AccountsRepositories &
  RegistrationPolicyRepositories &
  RegistrationRepositories &
  SessionsRepositories &
  SignInSessionsRepositories &
  SigningKeysRepositories &
  DangerousActRepositories;

export type AuthDeps = {
  readonly world: World & MaintainSigningKeysDeps & ExpireAccountsDeps;
  readonly kit: AppKit;
  readonly database: Database;
};

/** A registration answers no sooner than this: longer than the work takes for a new or for a known e-mail. */
const minRegistrationMilliseconds = 150;

const repositoriesOf =
  (clock: Clock, identifiers = randomIdentifiers) =>
  (em: EntityManager): Repositories => ({
    accounts: accountRepository(em),
    invitations: invitationRepository(em),
    registrationPolicy: registrationPolicyRepository(em),
    refreshTokens: refreshTokenRepository(em),
    signInSessions: signInSessionRepository(em),
    signingKeys: signingKeyRepository(em),
    knownNetworks: knownNetworkRepository(em),
    passwordConfirmations: passwordConfirmationRepository(em),
    dangerousActs: dangerousActRepository(em),
    audit: auditRepository(em, { clock, identifiers }),
    outbox: createOutbox(em, { clock, identifiers }),
    jobs: signingKeyJobs(em),
  });

type Parts = Pick<ServiceResources<AuthConfig>, 'config' | 'lifecycle' | 'logger'> & {
  readonly unitOfWork: UnitOfWork<Repositories>;
  readonly clock: Clock;
  readonly hashing: HashingOptions;
};

const createWorld = async ({
  config,
  lifecycle,
  logger,
  unitOfWork,
  clock,
  hashing,
}: Parts): Promise<AuthDeps['world']> => {
  const secret = config.KEY_ENCRYPTION_SECRET;
  const secrets = { current: secret, previous: config.KEY_ENCRYPTION_SECRET_PREVIOUS };
  const identifiers = randomIdentifiers;
  const redis = await createRedis({ url: config.REDIS_URL, lifecycle, logger });
  const { operatorPolicy, ...registrationLimits } = registrationSettingsOf(config);
  return {
    unitOfWork,
    passwordHasher: await createPasswordHasher({
      maxWaitMilliseconds: config.MAX_PASSWORD_WAIT_SECONDS * 1_000,
      ...hashing,
    }),
    blocklist: createPasswordBlocklist(config.INSTITUTION_NAME),
    signer: createAccessTokenSigner({
      secrets,
      accessTokenSeconds: config.ACCESS_TOKEN_SECONDS,
      now: clock.now,
      makeId: identifiers.uuid,
    }),
    keyGenerator: createSigningKeyGenerator(secrets),
    keyTimes: {
      overlapSeconds: config.KEY_OVERLAP_SECONDS,
      retirementSeconds: config.KEY_RETIREMENT_SECONDS,
      rotationDays: config.KEY_ROTATION_DAYS,
    },
    opaqueTokens: createOpaqueTokens(secrets),
    pseudonyms: createPseudonyms(secret),
    networkOf,
    deviceOf,
    passwordAttempts: createPasswordAttempts(redis),
    operatorPolicy,
    registrationLimits: createRegistrationLimits(redis, registrationLimits),
    ownPlaceAttempts: createOwnPlaceAttempts(redis),
    countRefusal: createRefusalCounter(redis),
    revocationChanges: createRevocationChanges({
      read: summarizeRevocations({ unitOfWork, clock }),
      stopSignal: lifecycle.stopSignal,
    }),
    refreshRepeats: createRefreshRepeats(redis),
    clock,
    identifiers,
    padDuration: createDurationPadding(minRegistrationMilliseconds),
    maxDangerousActsPerHour: config.DANGEROUS_OPERATIONS_PER_HOUR,
    refreshFamilyDays: config.REFRESH_FAMILY_DAYS,
    maxSignInSessions: config.MAX_SIGN_IN_SESSIONS,
    accountTerms: {
      neverUsedDays: config.UNVERIFIED_ACCOUNT_DAYS,
      unusedDays: config.UNUSED_ACCOUNT_DAYS,
    },
    maxOpenInvitations: config.MAX_OPEN_INVITATIONS,
    maxInvitationsPerHour: config.INVITATIONS_PER_HOUR,
    maxInvitedPeoplePerHour: config.INVITED_PEOPLE_PER_HOUR,
  };
};

/**
 * Prepares an installation for its first request: a signing key, and the first admin when one is configured.
 */
const prepareInstallation = async (
  world: AuthDeps['world'],
  { config, logger }: Pick<Parts, 'config' | 'logger'>,
): Promise<void> => {
  await ensureSigningKey(world)();
  await resealOrRefuse(world, { config, logger });
  const { BOOTSTRAP_ADMIN_EMAIL: email, BOOTSTRAP_ADMIN_PASSWORD: password } = config;
  if (email !== undefined && password !== undefined) await ensureFirstAdmin(world)({ email, password });
};

/**
 * @throws ConfigError when neither secret opens the stored keys, because a process with wrong secrets must
 *   not serve.
 */
const resealOrRefuse = async (
  world: AuthDeps['world'],
  { config, logger }: Pick<Parts, 'config' | 'logger'>,
): Promise<void> => {
  const resealed = await resealSigningKeys(world)().catch((error: unknown) => {
    if (!(error instanceof UnknownSeal)) throw error;
    throw new ConfigError([
      'KEY_ENCRYPTION_SECRET: does not open the stored signing keys, nor does KEY_ENCRYPTION_SECRET_PREVIOUS',
    ]);
  });
  if (config.KEY_ENCRYPTION_SECRET_PREVIOUS === undefined) return;
  logger.info({ resealed }, 'every signing key is sealed with KEY_ENCRYPTION_SECRET');
};

/** Composes the auth service. No other file constructs vendors. */
export const createDeps = async ({
  config,
  lifecycle,
  logger,
  mesh,
  kit,
  clock = systemClock,
  hashing = {},
}: ServiceResources<AuthConfig> & { clock?: Clock; hashing?: HashingOptions }): Promise<AuthDeps> => {
  assertSafeKeyTimes(config);
  const database = createDatabase({
    url: config.DATABASE_URL,
    entities: [AccountEntity, InvitationEntity, RefreshFamilyEntity, RefreshTokenEntity, SigningKeyEntity],
    lifecycle,
  });
  const unitOfWork = database.unitOfWork(repositoriesOf(clock));
  const plain = database.unitOfWork((em) => em);
  const world = await createWorld({ config, lifecycle, logger, unitOfWork, clock, hashing });
  await prepareInstallation(world, { config, logger });
  await startWorkers({
    databaseUrl: config.DATABASE_URL,
    tasks: {
      ...signingKeyTasks(world),
      ...accountTasks(world),
      ...retentionTasks({ retention, expiry, config, unitOfWork: plain, clock, logger }),
    },
    timetable,
    ownPools: { deliveries: deliveryPool(mesh, 'auth') },
    lifecycle,
    logger,
  });
  return { world, kit: { ...kit, idempotencyKeys: idempotencyKeys(plain, clock) }, database };
};
