import { signIn } from '@ai-teacher/contracts/auth/sessions.ts';
import { createEdgeClient, type EdgeClient, type Exchange } from '@ai-teacher/edge-client/edge-client.ts';

const retry = { maxAttempts: 6, maxWaitMilliseconds: 30_000 };

/**
 * A client that repeats what a loaded mesh refuses, by the rules of `edge-client` and after the time that the
 * refusal names. For what a test arranges and plays; a test of a refusal uses a client without retries.
 */
export const patientClient = (gatewayUrl: string, observe?: (exchange: Exchange) => void): EdgeClient =>
  createEdgeClient({ gatewayUrl, retry, ...(observe === undefined ? {} : { observe }) });

/** A patient client with the access token of a person, who signs in for it. */
export const signedInClient = async (
  gatewayUrl: string,
  { email, password }: { readonly email: string; readonly password: string },
): Promise<EdgeClient> => {
  const world = patientClient(gatewayUrl);
  const { answer } = await world.call(signIn, { body: { email, password } });
  return world.as(answer.accessToken);
};
