import { allOperations } from '@ai-teacher/contracts/catalogue.ts';
import type { Method } from '@ai-teacher/contracts/operation.ts';
import { asItsUser, onTheWire, plainQuestion, withHeaders } from '../target.ts';
import {
  asPlain,
  either,
  isOnEdge,
  isProtected,
  isTheGateway,
  refused,
  type Target,
  type Trick,
  unauthenticated,
} from '../trick.ts';

const methodTrick = { family: 'method', refusedBy: 'gateway', reaches: 'no service' } as const;

const strange: Trick = {
  ...methodTrick,
  id: 'strange-method',
  guarantee: 'TRACE, WebDAV methods and unknown methods are refused',
  aims: isOnEdge,
  shots: (target) => {
    const { path } = target;
    const { headers } = asItsUser(target);
    const methods = ['TRACE', 'PROPFIND', 'PURGE', 'SEARCH'].flatMap((method) => [
      {
        what: method,
        question: { method, path },
        expect: either(refused('method-not-allowed'), unauthenticated),
      },
      {
        what: `${method} with a token`,
        question: { method, path, headers: { authorization: headers?.authorization ?? 'none' } },
        expect: refused('method-not-allowed'),
      },
    ]);
    const words = ['FROB', 'get', 'A'.repeat(9_000)].map((word) => ({
      what: word.slice(0, 8),
      question: onTheWire(`${word} ${path} HTTP/1.1`, ['host: a']),
      expect: refused('malformed-request', 'headers-too-large'),
    }));
    return [...methods, ...words];
  },
};

const upgrade: Trick = {
  ...methodTrick,
  id: 'upgrade',
  guarantee: 'no request is upgraded to another protocol',
  aims: isOnEdge,
  reaches: 'the service, as its true user',
  shots: (target) => {
    const settings = { 'http2-settings': 'AAMAAABkAAQAAP__' };
    const upgrades = {
      websocket: {
        connection: 'upgrade',
        upgrade: 'websocket',
        'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
      },
      h2c: { connection: 'upgrade, http2-settings', upgrade: 'h2c', ...settings },
      'connect-udp': { connection: 'upgrade', upgrade: 'connect-udp' },
    };
    const refusal = either(refused('malformed-request', 'identity-missing', 'not-found'), asPlain);
    return Object.entries(upgrades).map(([what, headers]) => ({
      what,
      question: withHeaders(plainQuestion(target), headers),
      expect: refusal,
    }));
  },
};

const methods: readonly Method[] = ['PUT', 'PATCH', 'POST', 'GET', 'DELETE'];
/** A method that the path of an operation lacks. */
const wrongMethod = ({ op }: Target): Method | undefined => {
  const known = allOperations.filter(({ edgePath }) => edgePath === op?.edgePath);
  return methods.find((method) => !known.some((each) => each.method === method));
};

const wrong: Trick = {
  ...methodTrick,
  id: 'wrong-method',
  guarantee: 'a wrong method is answered with 405 to a user, and with 401 without a token',
  refusedBy: 'service',
  reaches: 'the service, as its true user',
  aims: isOnEdge,
  shots: (target) => {
    const method = wrongMethod(target);
    if (method === undefined) return [];
    const { path } = target;
    const headers = asItsUser(target).headers?.authorization;
    const authorization = headers === undefined ? {} : { authorization: headers };
    const anonymous = { what: 'no token', question: { method, path }, expect: unauthenticated };
    return [
      ...(isProtected(target.op) ? [anonymous] : []),
      {
        what: 'the true user',
        question: { method, path, headers: authorization },
        expect: refused('method-not-allowed'),
      },
    ];
  },
};

const tunnel: Trick = {
  ...methodTrick,
  id: 'tunnel',
  guarantee: 'the gateway connects clients to its routes only',
  aims: isTheGateway,
  shots: () => [
    {
      what: 'CONNECT',
      question: onTheWire('CONNECT evil.example:443 HTTP/1.1', ['host: evil.example:443']),
      expect: refused('not-found', 'identity-missing', 'malformed-request'),
    },
    {
      what: 'CONNECT to a service',
      question: onTheWire('CONNECT auth-service:8000 HTTP/1.1', ['host: auth-service:8000']),
      expect: refused('not-found', 'identity-missing', 'malformed-request'),
    },
    {
      what: 'HTTP/2 without asking',
      question: { bytes: 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n' },
      expect: refused('malformed-request'),
    },
    {
      what: 'OPTIONS *',
      question: onTheWire('OPTIONS * HTTP/1.1', ['host: a']),
      expect: refused('not-found', 'identity-missing', 'malformed-request'),
    },
  ],
};

export const methodTricks: readonly Trick[] = [strange, upgrade, wrong, tunnel];
