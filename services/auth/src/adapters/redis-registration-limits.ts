import {
  createSlidingWindowLimit,
  type SlidingWindowLimit,
} from '@ai-teacher/service-kit/clients/rate-limit.ts';
import type { Redis } from '@ai-teacher/service-kit/clients/redis.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { RegistrationLimits } from '../domain/registration/ports.ts';

const windowSeconds = 3_600;
/** The one bucket of the whole installation. */
const everybody = 'all';

/**
 * Counts registrations in Redis, which all instances share: per network and in the whole installation, in any
 * hour. Keys are pseudonyms of networks.
 */
export const createRegistrationLimits = (
  redis: Redis,
  {
    registrationsPerAddressHour,
    registrationsPerHour,
  }: { readonly registrationsPerAddressHour: number; readonly registrationsPerHour: number },
): RegistrationLimits => {
  const limitOf = (name: string, limit: number): SlidingWindowLimit =>
    createSlidingWindowLimit({ redis, name, limit, windowSeconds });
  const ofNetwork = limitOf('auth.registration', registrationsPerAddressHour);
  const ofInstallation = limitOf('auth.registration-all', registrationsPerHour);
  const guesses = limitOf('auth.invitation-guess', registrationsPerAddressHour);
  return {
    registrations: {
      consume: async (bucket) => {
        await consume(
          ofNetwork,
          bucket,
          'Too many registrations from your network. Wait, or use an invitation.',
        );
        try {
          await consume(ofInstallation, everybody, 'Too many registrations. Wait, or use an invitation.');
        } catch (refusal) {
          await giveBack(ofNetwork, bucket);
          throw refusal;
        }
      },
      giveBack: async (bucket) => {
        await giveBack(ofNetwork, bucket);
        await giveBack(ofInstallation, everybody);
      },
    },
    invitationGuesses: {
      consume: (bucket) => consume(guesses, bucket, 'Too many invalid invitations from your network. Wait.'),
    },
  };
};

/** Replaces the headers of a refusal: the same headers of the gateway describe another limit. */
const consume = async (limit: SlidingWindowLimit, bucket: string, detail: string): Promise<void> => {
  try {
    await limit.consume(bucket);
  } catch (refusal) {
    if (!Problem.is(refusal, 'rate-limited') || refusal.retryAfterSeconds === undefined) throw refusal;
    throw new Problem('rate-limited', { detail, retryAfterSeconds: refusal.retryAfterSeconds });
  }
};

/** A registration that cannot be given back expires with its window. */
const giveBack = async (limit: SlidingWindowLimit, bucket: string): Promise<void> => {
  try {
    await limit.giveBack(bucket);
  } catch (error) {
    if (!Problem.is(error, 'rate-limit-unavailable')) throw error;
  }
};
