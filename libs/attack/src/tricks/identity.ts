import { randomUUID } from 'node:crypto';
import type { OutgoingHttpHeaders } from 'node:http';
import { readMe } from '@ai-teacher/contracts/user/profile.ts';
import { asItsUser, isHarmless, isProtectedAndHarmless, plainQuestion, withHeaders } from '../target.ts';
import {
  asPlain,
  type Expectation,
  either,
  isOnEdge,
  isProtected,
  isPublic,
  refused,
  type Shot,
  status,
  type Target,
  type Trick,
} from '../trick.ts';

const victim = randomUUID();
const trace = '0af7651916cd43dd8448eb211c80319c';

/** All headers with which a client could claim an identity, a caller, a route or a deadline. */
export const forgedHeaders = {
  'x-user-id': victim,
  'X-USER-ROLE': 'admin',
  'x-user-roles': 'admin',
  'x-user-institution': victim,
  'x-user-anything': victim,
  'x-forwarded-client-cert': 'By=spiffe://ai-teacher/mesh;Hash=a;URI=spiffe://ai-teacher/chat',
  'x-forwarded-for': '10.0.0.1',
  'x-forwarded-host': 'evil.example',
  'x-forwarded-proto': 'gopher',
  'x-forwarded-user': victim,
  forwarded: 'for=10.0.0.1;host=evil.example',
  'x-real-ip': '10.0.0.1',
  'x-client-address': '10.0.0.1',
  'x-envoy-internal': 'true',
  'x-envoy-external-address': '10.0.0.1',
  'x-envoy-original-path': '/internal/events',
  'x-envoy-upstream-rq-timeout-ms': '1',
  'x-envoy-retry-on': '5xx',
  'x-original-url': '/internal/events',
  'x-rewrite-url': '/internal/events',
  'x-http-method-override': 'DELETE',
  'x-deadline-ms': '999999',
  baggage: 'request.id=forged',
  traceparent: `00-${trace}-b7ad6b7169203331-01`,
  tracestate: 'vendor=forged',
} as const;

/** The same headers, repeated so that a careless parser uses the wrong value. */
const repeatedHeaders: OutgoingHttpHeaders = {
  'X-User-Id': [victim, randomUUID()],
  'X-User-ROLE': ['admin', 'teacher', 'admin'],
  'X-Forwarded-Client-Cert': [
    'URI=spiffe://ai-teacher/gateway',
    'By=spiffe://ai-teacher/mesh;URI=spiffe://ai-teacher/auth',
  ],
};

const identityTrick = {
  family: 'identity',
  refusedBy: 'gateway',
  reaches: 'the service, as its true user',
} as const;

/** The user id of a profile, or undefined when the text is no profile. */
const personIn = (text: string): unknown => {
  try {
    return (JSON.parse(text) as { id?: unknown }).id;
  } catch {
    return undefined;
  }
};

/** Expects the plain answer, and a profile of the true user only. */
const aboutTheUser =
  ({ op, student }: Target): Expectation =>
  async (answer, plain) => {
    const fault = await asPlain(answer, plain);
    if (fault !== undefined) return fault;
    if (answer.text.includes(victim)) return 'the answer names the user of the forged header';
    const person = op?.operationId === readMe.operationId ? personIn(answer.text) : undefined;
    return person === undefined || person === student.id ? undefined : 'the answer is about another user';
  };

const forgeries = (target: Target, expect: Expectation): readonly Shot[] => [
  { what: 'forged', question: withHeaders(asItsUser(target), forgedHeaders), expect },
  { what: 'repeated', question: withHeaders(asItsUser(target), repeatedHeaders), expect },
];

const withToken: Trick = {
  ...identityTrick,
  id: 'forged-identity',
  guarantee: 'no header changes the user of a token, their role or the caller',
  aims: isProtectedAndHarmless,
  shots: (target) => forgeries(target, aboutTheUser(target)),
};

const onPublic: Trick = {
  ...identityTrick,
  id: 'forged-on-public',
  guarantee: 'no header creates a user on a public operation',
  aims: isPublic,
  shots: (target) => forgeries(target, aboutTheUser(target)),
};

const withoutToken: Trick = {
  ...identityTrick,
  id: 'forged-without-token',
  guarantee: 'without a token the answer is 401, whatever the identity headers',
  reaches: 'no service',
  aims: isProtected,
  shots: (target) =>
    Object.entries({ forged: forgedHeaders, repeated: repeatedHeaders }).map(([what, headers]) => ({
      what,
      question: withHeaders(plainQuestion(target), headers),
      expect: refused('identity-missing'),
    })),
};

const underscores: Trick = {
  ...identityTrick,
  id: 'underscore',
  guarantee: 'a header with an underscore, which some servers read as a dash, is refused',
  reaches: 'no service',
  aims: isOnEdge,
  shots: (target) =>
    ['x_user_id', 'X-User_Role', 'x_forwarded_client_cert'].map((name) => ({
      what: name,
      question: withHeaders(isHarmless(target.op) ? asItsUser(target) : plainQuestion(target), {
        [name]: victim,
      }),
      expect: refused('malformed-request'),
    })),
};

const hopByHop: Trick = {
  ...identityTrick,
  id: 'hop-by-hop',
  guarantee: 'no Connection header removes the gateway’s identity headers',
  aims: isProtectedAndHarmless,
  shots: (target) =>
    ['authorization, x-user-id, x-user-role', 'close, x-forwarded-client-cert, x-request-id'].map(
      (connection) => ({
        what: connection,
        question: withHeaders(asItsUser(target), { connection }),
        expect: either(asPlain, status(400, 401)),
      }),
    ),
};

export const identityTricks: readonly Trick[] = [withToken, onPublic, withoutToken, underscores, hopByHop];
