import { signIn } from '@ai-teacher/contracts/auth/sessions.ts';
import {
  createEdgeClient,
  type EdgeClient,
  type Exchange,
  patientRetries as retry,
} from '@ai-teacher/edge-client/edge-client.ts';

type Credentials = { readonly email: string; readonly password: string };

/**
 * A client that repeats what a loaded mesh refuses, by the rules of `edge-client` and after the time that the
 * refusal names. For what a test arranges and plays; a test of a refusal uses a client without retries.
 */
export const patientClient = (gatewayUrl: string, observe?: (exchange: Exchange) => void): EdgeClient =>
  createEdgeClient({ gatewayUrl, retry, ...(observe === undefined ? {} : { observe }) });

/** The access token of a person, who signs in. All tests share the budget of sign-ins of one address. */
export const accessTokenOf = async (gatewayUrl: string, person: Credentials): Promise<string> => {
  const { email, password } = person;
  return (await patientClient(gatewayUrl).call(signIn, { body: { email, password } })).answer.accessToken;
};

/** A patient client with the access token of a person, who signs in for it. */
export const signedInClient = async (gatewayUrl: string, person: Credentials): Promise<EdgeClient> =>
  patientClient(gatewayUrl).as(await accessTokenOf(gatewayUrl, person));

/**
 * A client that repeats no request, with the access token of a person. For tests that count lost requests,
 * where a repetition would hide one.
 */
export const unrepeatedClient = async (gatewayUrl: string, person: Credentials): Promise<EdgeClient> =>
  createEdgeClient({ gatewayUrl }).as(await accessTokenOf(gatewayUrl, person));
