import type { NetworkOf, Pseudonyms } from '../passwords/ports.ts';
import type { RegistrationLimits } from './ports.ts';

export type RegistrationLimitDeps = {
  readonly registrationLimits: RegistrationLimits;
  readonly pseudonyms: Pick<Pseudonyms, 'ofNetwork'>;
  readonly networkOf: NetworkOf;
};

/** The bucket of a client's network. Requests without a client address share one bucket. */
const bucketOf = (
  { pseudonyms, networkOf }: RegistrationLimitDeps,
  clientAddress: string | undefined,
): string =>
  pseudonyms.ofNetwork('registration', clientAddress === undefined ? '' : networkOf(clientAddress));

/**
 * Runs a registration without an invitation as one counted registration of the client's network and of the
 * installation. The registration is counted before it runs, so concurrent requests cannot exceed a limit. A
 * registration that failed is given back.
 *
 * @throws Problem `rate-limited`, `rate-limit-unavailable` when the registration cannot be counted, or the
 *   error of `work`.
 */
export const countRegistration = async <Result>(
  deps: RegistrationLimitDeps,
  clientAddress: string | undefined,
  work: () => Promise<Result>,
): Promise<Result> => {
  const { registrations } = deps.registrationLimits;
  const bucket = bucketOf(deps, clientAddress);
  await registrations.consume(bucket);
  try {
    return await work();
  } catch (error) {
    await registrations.giveBack(bucket);
    throw error;
  }
};

/**
 * Counts an invitation token that was not valid. A valid token is never refused: a token has 256 random bits,
 * so guessing finds none, and guesses behind a school's address must not lock invited pupils out.
 *
 * @throws Problem `rate-limited`, or `rate-limit-unavailable` when the guess cannot be counted.
 */
export const countInvitationGuess = (
  deps: RegistrationLimitDeps,
  clientAddress: string | undefined,
): Promise<void> => deps.registrationLimits.invitationGuesses.consume(bucketOf(deps, clientAddress));
