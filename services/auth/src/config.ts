import { maxPasswordCharacters, minPasswordCharacters } from '@ai-teacher/contracts/auth/passwords.ts';
import { clockSkewSeconds, maxAccessTokenSeconds } from '@ai-teacher/contracts/auth/sessions.ts';
import {
  baseEnvironment,
  ConfigError,
  count,
  idempotencyEnvironment,
  optionalText,
  retentionDays,
  secret32,
} from '@ai-teacher/service-kit/config.ts';
import { z } from 'zod';
import type { OperatorPolicy } from './domain/registration-policy/policy-in-force.ts';
import { hostNameOf } from './domain/registration-policy/registration-policy.ts';

/** A whole number without a default. An empty text means unset. */
const optionalCount = (max: number) =>
  optionalText.pipe(z.coerce.number<string>().int().min(1).max(max).optional());

/** A duration of at most one day. */
const durationSeconds = z.coerce.number().int().min(1).max(86_400);

/** The environment of the auth service. */
export const authEnvironment = baseEnvironment.extend({
  ...idempotencyEnvironment,
  REDIS_URL: z
    .url({ protocol: /^rediss?$/ })
    .describe('Redis for counters: redis://[user:password@]host:port.'),
  KEY_ENCRYPTION_SECRET: secret32.describe(
    'At least 32 random bytes in base64: seals signing keys, derives refresh tokens and pseudonyms.',
  ),
  KEY_ENCRYPTION_SECRET_PREVIOUS: optionalText
    .pipe(secret32.optional())
    .describe(
      'While the secret is being changed: the other one of the two, which still opens what it has sealed.',
    ),
  BOOTSTRAP_ADMIN_EMAIL: optionalText.describe(
    'E-mail of the first admin. Created at the start when the e-mail is unknown.',
  ),
  BOOTSTRAP_ADMIN_PASSWORD: optionalText
    .refine(
      (text) => text === undefined || [...text].length >= minPasswordCharacters,
      `must have at least ${minPasswordCharacters} characters`,
    )
    .refine(
      (text) => text === undefined || [...text].length <= maxPasswordCharacters,
      `must have at most ${maxPasswordCharacters} characters`,
    )
    .describe('Password of the first admin.'),
  REGISTRATION: optionalText
    .pipe(z.enum(['open', 'invited', 'domains']).optional())
    .describe(
      'Who may register: everybody (open), invited people (invited), or also owners of an address in REGISTRATION_DOMAINS (domains). Unset: open in local mode, otherwise invited.',
    ),
  REGISTRATION_DOMAINS: optionalText
    .transform((text) => text?.split(/[\s,]+/).filter((name) => name !== '') ?? [])
    .describe(
      'Domains of e-mail addresses that may register, separated by commas: school.example. Subdomains need their own entry.',
    ),
  REGISTRATION_LOCKED: optionalText
    .pipe(z.stringbool().default(false))
    .describe(
      'true: admins cannot change who may register, and REGISTRATION applies whatever they set before.',
    ),
  REGISTRATIONS_PER_ADDRESS_HOUR: optionalCount(1_000_000).describe(
    'Registrations without an invitation per client address and hour. Unset: 10000 in local mode, otherwise 60.',
  ),
  REGISTRATIONS_PER_HOUR: optionalCount(10_000_000).describe(
    'Registrations without an invitation in the whole installation per hour. Unset: 100000 in local mode, otherwise 2000.',
  ),
  UNVERIFIED_ACCOUNT_DAYS: count({ max: 3_650, preset: 30 }).describe(
    'Days after which an unverified account expires when no person ever signed in to it.',
  ),
  // A session lives at most 90 days, and only a sign-in counts as use.
  UNUSED_ACCOUNT_DAYS: count({ min: 100, max: 3_650, preset: 400 }).describe(
    'Days after its last sign-in after which an unverified account expires.',
  ),
  MAX_OPEN_INVITATIONS: count({ max: 1_000_000, preset: 2_000 }).describe(
    'Invitations of one admin or teacher that may be open at a time.',
  ),
  INVITATIONS_PER_HOUR: count({ max: 1_000_000, preset: 1_000 }).describe(
    'Invitations of addresses that one admin may make in any hour, withdrawn ones included.',
  ),
  INVITED_PEOPLE_PER_HOUR: count({ max: 1_000_000, preset: 1_000 }).describe(
    'People of classes whom one admin or teacher may invite in any hour.',
  ),
  INSTITUTION_NAME: optionalText.describe(
    'Name of the school or institution. A password that is little more than this name is refused.',
  ),
  ACCESS_TOKEN_SECONDS: z.coerce
    .number()
    .int()
    .min(60)
    .max(maxAccessTokenSeconds)
    .default(maxAccessTokenSeconds)
    .describe('Lifetime of an access token.'),
  REFRESH_FAMILY_DAYS: count({ max: 90, preset: 30 }).describe(
    'Absolute lifetime of a refresh token family, even an active one.',
  ),
  MAX_SIGN_IN_SESSIONS: count({ max: 10_000, preset: 100 }).describe(
    'Live sessions of one account. A sign-in beyond them ends the session that was used least recently.',
  ),
  MAX_PASSWORD_WAIT_SECONDS: z.coerce
    .number()
    .min(0.1)
    .max(30)
    .default(1.5)
    .describe('Seconds that a password may wait until it is hashed. A longer expected wait answers 503.'),
  DANGEROUS_OPERATIONS_PER_HOUR: count({ max: 1_000, preset: 10 }).describe(
    'Dangerous operations that an admin may perform in an hour: to make, change or disable an admin, to withdraw all keys, or to change the registration policy.',
  ),
  SESSION_RETENTION_DAYS: retentionDays({ min: 1, preset: 30 }).describe(
    'Days for which an expired session and its refresh tokens are retained.',
  ),
  INVITATION_RETENTION_DAYS: retentionDays({ min: 1, preset: 90 }).describe(
    'Days for which a used or expired invitation is retained.',
  ),
  AUDIT_RETENTION_DAYS: retentionDays({ min: 30, preset: 400 }).describe(
    'Days for which the audit trail is retained. A month is removed when its last entry is older.',
  ),
  KNOWN_NETWORK_RETENTION_DAYS: retentionDays({ min: 90, preset: 90 }).describe(
    'Days for which the pseudonym of a network is retained after the last sign-in from it.',
  ),
  KEY_ROTATION_DAYS: count({ max: 365, preset: 30 }).describe(
    'Days that a signing key signs before the next key is published.',
  ),
  KEY_OVERLAP_SECONDS: durationSeconds
    .default(660)
    .describe(
      'From the publication of a signing key until it signs: longer than the ten minutes of the caches.',
    ),
  KEY_RETIREMENT_SECONDS: durationSeconds
    .default(960)
    .describe(
      'From the first signature of the next key until a signing key is retired: longer than a token lives.',
    ),
});

/** The gateway caches a key set for this long. */
const keySetCacheSeconds = 600;

/**
 * Rejects key times that would make production refuse a valid token. The caches must have a new key before it
 * signs, and an old key must outlive its last token. A local mesh may use shorter times, so that a rotation
 * can be watched.
 *
 * @throws ConfigError that names each variable and its minimum.
 */
export const assertSafeKeyTimes = (config: AuthConfig): void => {
  if (config.DEPLOYMENT_MODE === 'local') return;
  const minOverlapSeconds = keySetCacheSeconds + clockSkewSeconds;
  const minRetirementSeconds = config.ACCESS_TOKEN_SECONDS + clockSkewSeconds;
  const faults = [
    ...(config.KEY_OVERLAP_SECONDS < minOverlapSeconds
      ? [`KEY_OVERLAP_SECONDS: at least ${minOverlapSeconds}`]
      : []),
    ...(config.KEY_RETIREMENT_SECONDS < minRetirementSeconds
      ? [
          `KEY_RETIREMENT_SECONDS: at least ${minRetirementSeconds} (ACCESS_TOKEN_SECONDS plus the clock skew)`,
        ]
      : []),
  ];
  if (faults.length > 0) throw new ConfigError(faults);
};

export type AuthConfig = z.output<typeof authEnvironment>;

/** A class behind one address registers within an hour. A local mesh is also loaded by its own tests. */
const registrationsPerAddressHour = { local: 10_000, production: 60 };
const registrationsPerHour = { local: 100_000, production: 2_000 };

export type RegistrationSettings = {
  readonly operatorPolicy: OperatorPolicy;
  readonly registrationsPerAddressHour: number;
  readonly registrationsPerHour: number;
};

/**
 * The policy and the limits of registrations. Unset variables follow the deployment mode.
 *
 * @throws ConfigError when a domain is not a host name, or when the policy `domains` has no domain.
 */
export const registrationSettingsOf = (config: AuthConfig): RegistrationSettings => {
  const mode = config.DEPLOYMENT_MODE;
  const { REGISTRATION: kind = mode === 'local' ? 'open' : 'invited', REGISTRATION_DOMAINS: names } = config;
  const faults = names
    .filter((name) => hostNameOf(name) === '')
    .map((name) => `REGISTRATION_DOMAINS: ${name} is not a host name`);
  if (kind === 'domains' && names.length === 0)
    faults.push('REGISTRATION_DOMAINS: needs a domain when REGISTRATION is domains');
  if (faults.length > 0) throw new ConfigError(faults);
  return {
    operatorPolicy: {
      policy: kind === 'domains' ? { kind, domains: new Set(names.map(hostNameOf)) } : { kind },
      isLocked: config.REGISTRATION_LOCKED,
    },
    registrationsPerAddressHour: config.REGISTRATIONS_PER_ADDRESS_HOUR ?? registrationsPerAddressHour[mode],
    registrationsPerHour: config.REGISTRATIONS_PER_HOUR ?? registrationsPerHour[mode],
  };
};
