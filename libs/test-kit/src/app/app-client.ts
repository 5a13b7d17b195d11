import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { buffer as readBytes } from 'node:stream/consumers';
import type { Operation } from '@ai-teacher/contracts/operation.ts';
import { locationOf } from '@ai-teacher/contracts/path-template.ts';
import type { ServiceName } from '@ai-teacher/contracts/values.ts';
import { spiffeIdOf } from '@ai-teacher/service-kit/identity/peer.ts';
import { type TlsIdentity, testCertificates } from '../identity/certificates.ts';
import { accessToken, type TestUser } from '../identity/tokens.ts';
import { noteAnswer } from './answer-log.ts';

export type TestResponse = {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly text: string;
  /** The body as it was sent. */
  readonly bytes: Buffer;
  /** The body as JSON; undefined when the body is not JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers that the contract has already checked.
  readonly body: any;
};

export type TestRequest = {
  /** The user: sets the token and the identity headers as the gateway does. */
  readonly as?: TestUser;
  /** The service that calls through the mesh. Default: the gateway's edge. */
  readonly from?: ServiceName;
  readonly params?: Record<string, string>;
  readonly query?: Record<string, string | number>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is. */
  readonly payload?: Buffer | string;
  /** Headers that are added to the others or replace them. The value undefined removes a header. */
  readonly headers?: Record<string, string | undefined>;
  readonly signal?: AbortSignal;
  /** Called when the answer begins. A stream answers when it has read its first state. */
  readonly onBegin?: () => void;
};

/** Much shorter than the life of a token, so that no request is sent with a token that expires on its way. */
const tokenReuseMilliseconds = 60_000;

/** The current token of each user. A client renews its token every 15 minutes, not for every request. */
const tokens = new WeakMap<TestUser, { readonly token: Promise<string>; readonly madeAt: number }>();

const tokenOf = (user: TestUser): Promise<string> => {
  const known = tokens.get(user);
  const age = known === undefined ? Number.NaN : Date.now() - known.madeAt;
  if (known !== undefined && age >= 0 && age < tokenReuseMilliseconds) return known.token;
  const token = accessToken(user);
  tokens.set(user, { token, madeAt: Date.now() });
  return token;
};

const identityHeaders = async (user: TestUser | undefined): Promise<Record<string, string>> =>
  user === undefined
    ? {}
    : {
        authorization: `Bearer ${await tokenOf(user)}`,
        'x-user-id': user.userId,
        'x-user-role': user.role,
      };

/** A client of a service's port, as the gateway, another service or an unknown peer. */
export type AppClient = {
  /** Calls an operation as the gateway (or, with `from`, the mesh on behalf of a service) would. */
  readonly call: (
    op: Pick<Operation, 'method' | 'path' | 'requestHeaders'> & { readonly operationId?: string },
    given?: TestRequest,
  ) => Promise<TestResponse>;
  /** Sends any request with the given certificate, or without one. Rejects when the handshake is refused. */
  readonly raw: (given: {
    method: string;
    path: string;
    identity?: TlsIdentity | undefined;
    headers?: Record<string, string>;
    payload?: Buffer | string;
    signal?: AbortSignal;
    onBegin?: () => void;
  }) => Promise<TestResponse>;
};

/** Reads an answer to its end. Rejects when the connection breaks before. */
const readAnswer = async (incoming: IncomingMessage): Promise<TestResponse> => {
  const bytes = await readBytes(incoming);
  const text = bytes.toString('utf8');
  const isJson = (incoming.headers['content-type'] ?? '').includes('json');
  return {
    status: incoming.statusCode ?? 0,
    headers: incoming.headers as Record<string, string>,
    text,
    bytes,
    body: isJson ? JSON.parse(text) : undefined,
  };
};

export const createAppClient = async (port: number): Promise<AppClient> => {
  const certificates = await testCertificates();
  const trusted = certificates.identity('gateway').ca;
  // Connections are reused, as the gateway reuses them. A handshake costs more than most requests.
  const agents = new Map<string, Agent>();
  const agentFor = (identity: TlsIdentity | undefined): Agent => {
    const name = identity?.cert ?? '';
    const agent =
      agents.get(name) ??
      new Agent({ ...identity, ca: trusted, checkServerIdentity: () => undefined, keepAlive: true });
    agents.set(name, agent);
    return agent;
  };
  const raw: AppClient['raw'] = ({ method, path, identity, headers = {}, payload, signal, onBegin }) =>
    new Promise((resolve, reject) => {
      const agent = agentFor(identity);
      const aborting = signal === undefined ? {} : { signal };
      const outgoing = request({ host: '127.0.0.1', port, method, path, headers, agent, ...aborting });
      outgoing.on('response', (incoming) => readAnswer(incoming).then(resolve, reject));
      if (onBegin !== undefined) outgoing.once('response', onBegin);
      outgoing.on('error', reject);
      outgoing.end(payload);
    });
  return {
    raw,
    call: async (op, given = {}) => {
      const payload = given.payload ?? (given.body === undefined ? undefined : JSON.stringify(given.body));
      const identity = certificates.identity(given.from === undefined ? 'gateway' : 'mesh');
      const headers = {
        ...(given.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(payload === undefined ? {} : { 'content-length': String(Buffer.byteLength(payload)) }),
        ...(given.from === undefined ? {} : { 'x-forwarded-client-cert': `URI=${spiffeIdOf(given.from)}` }),
        ...op.requestHeaders,
        ...(await identityHeaders(given.as)),
        ...given.headers,
      };
      const kept = Object.entries(headers).filter(
        (entry): entry is [string, string] => entry[1] !== undefined,
      );
      const answer = await raw({
        method: op.method,
        path: locationOf(op.path, given),
        identity,
        headers: Object.fromEntries(kept),
        ...(payload === undefined ? {} : { payload }),
        ...(given.signal === undefined ? {} : { signal: given.signal }),
        ...(given.onBegin === undefined ? {} : { onBegin: given.onBegin }),
      });
      // Only a problem has a problem code; other answers may have a field of this name.
      noteAnswer(op.operationId, answer.status, answer.status < 400 ? undefined : answer.body?.code);
      return answer;
    },
  };
};
