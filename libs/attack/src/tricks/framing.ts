import type { ProblemCode } from '@ai-teacher/contracts/problem.ts';
import { onTheWire } from '../target.ts';
import {
  asPlain,
  type Expectation,
  either,
  isOnEdge,
  isPublic,
  refused,
  type Shot,
  type Trick,
} from '../trick.ts';

const framingTrick = {
  family: 'framing',
  refusedBy: 'gateway',
  reaches: 'no service',
  aims: isOnEdge,
} as const;

/** The smuggled request: a careless parser sees it as a second request. */
const smuggled = 'GET /internal/events HTTP/1.1\r\nhost: a\r\n\r\n';
const chunked = 'transfer-encoding: chunked';
const lastChunk = '0\r\n\r\n';

/** Expects a refusal that closes the connection. */
const refusedAndClosed =
  (...codes: ProblemCode[]): Expectation =>
  async (answer, plain) => {
    const fault = await refused(...codes)(answer, plain);
    if (fault !== undefined) return fault;
    return answer.headers.connection === 'close' ? undefined : 'the connection is not closed after it';
  };
const malformedAndClosed = refusedAndClosed('malformed-request');

type Framing = { readonly headers: readonly string[]; readonly body: string };

/** Headers that make the end of the body ambiguous. */
const framings: Readonly<Record<string, Framing>> = {
  'a length and chunks': { headers: ['content-length: 5', chunked], body: `${lastChunk}${smuggled}` },
  'chunks and a length': { headers: [chunked, 'content-length: 0'], body: `${lastChunk}${smuggled}` },
  'two lengths': {
    headers: ['content-length: 0', `content-length: ${smuggled.length}`],
    body: smuggled,
  },
  'two lengths in one': { headers: [`content-length: 0, ${smuggled.length}`], body: smuggled },
  'a length with a sign': { headers: ['content-length: +3'], body: 'abc' },
  'a length below nothing': { headers: ['content-length: -1'], body: smuggled },
  'a length in hexadecimal': { headers: ['content-length: 0x10'], body: smuggled },
  'a length with a blank': { headers: ['content-length: 1 0'], body: smuggled },
  'a length beyond 64 bits': { headers: ['content-length: 18446744073709551617'], body: smuggled },
  'another coding': { headers: ['transfer-encoding: gzip'], body: smuggled },
  'a coding almost right': { headers: ['transfer-encoding: xchunked'], body: `${lastChunk}${smuggled}` },
  'two codings': { headers: ['transfer-encoding: chunked, identity'], body: `${lastChunk}${smuggled}` },
  'two coding headers': {
    headers: [chunked, 'transfer-encoding: cow'],
    body: `${lastChunk}${smuggled}`,
  },
  'a blank before the colon': { headers: ['transfer-encoding : chunked'], body: `${lastChunk}${smuggled}` },
  'a tab in the name': { headers: ['transfer-encoding\t: chunked'], body: `${lastChunk}${smuggled}` },
  'a control character': {
    headers: ['transfer-encoding: \u000bchunked'],
    body: `${lastChunk}${smuggled}`,
  },
};

/** Malformed bodies behind valid headers. The gateway may refuse such a request before it reads the body. */
const chunks: Readonly<Record<string, string>> = {
  'a chunk of no number': 'zz',
  'a chunk beyond 64 bits': 'fffffffffffffffff',
  'a chunk below nothing': '-1',
};

/** Malformed header lines. */
const brokenLines: Readonly<Record<string, string>> = {
  'no name': ': x',
  'a blank before the colon': 'x-user-id : b',
  'NUL in a value': 'x-a: b\0c',
  'NUL in a name': 'x-\0a: b',
  'no colon': 'x-user-id',
  'a name with a bracket': 'x(a): b',
};

const smuggling: Trick = {
  ...framingTrick,
  id: 'smuggling',
  guarantee: 'a request with an ambiguous end is refused and its connection closed',
  shots: ({ path }) => {
    const post = (body: string, headers: readonly string[]): Shot['question'] =>
      onTheWire(`POST ${path} HTTP/1.1`, ['host: a', ...headers], body);
    const refusedEarly = refusedAndClosed('malformed-request', 'identity-missing');
    return [
      ...Object.entries(framings).map(([what, { headers, body }]) => ({
        what,
        question: post(body, headers),
        expect: malformedAndClosed,
      })),
      ...Object.entries(chunks).map(([what, size]) => ({
        what,
        question: post(`${size}\r\nabc\r\n${lastChunk}`, [chunked]),
        expect: refusedEarly,
      })),
    ];
  },
};

const lines: Trick = {
  ...framingTrick,
  id: 'broken-lines',
  guarantee: 'a request with a malformed header line is refused and its connection closed',
  shots: ({ path, op }) =>
    Object.entries(brokenLines).map(([what, line]) => ({
      what,
      question: onTheWire(`${op?.method} ${path} HTTP/1.1`, ['host: a', line]),
      expect: malformedAndClosed,
    })),
};

const lenient: Trick = {
  ...framingTrick,
  id: 'old-forms',
  guarantee: 'old and lax forms of HTTP gain no access',
  reaches: 'the service, as its true user',
  shots: ({ path, op }) => {
    const first = `${op?.method} ${path}`;
    const end = 'content-length: 0\r\n\r\n';
    const forms = {
      'HTTP/1.0': `${first} HTTP/1.0\r\nhost: a\r\n\r\n`,
      'HTTP/0.9': `${first}\r\n\r\n`,
      'HTTP/3.7': `${first} HTTP/3.7\r\nhost: a\r\n\r\n`,
      'no host': `${first} HTTP/1.1\r\n\r\n`,
      'two hosts': `${first} HTTP/1.1\r\nhost: a\r\nhost: b\r\n${end}`,
      'bare line feeds': `${first} HTTP/1.1\nhost: a\ncontent-length: 0\n\n`,
      'a bare CR in a value': `${first} HTTP/1.1\r\nhost: a\r\nx-a: b\rx-user-id: c\r\n${end}`,
      'a tab in the first line': `${op?.method}\t ${path} HTTP/1.1\r\nhost: a\r\n${end}`,
      'an identity in a fold': `${first} HTTP/1.1\r\nhost: a\r\nx-a: b\r\n x-user-id: c\r\n${end}`,
      'a token in a fold': `${first} HTTP/1.1\r\nhost: a\r\nauthorization: Bearer\r\n a.b.c\r\n${end}`,
    };
    // A public operation has nothing to protect: the request gets the answer of any request without a body.
    const answered: Expectation = ({ status }) =>
      [200, 400, 422].includes(status) ? undefined : `${status}`;
    const closed = refused('malformed-request', 'identity-missing', 'token-invalid');
    return Object.entries(forms).map(([what, bytes]) => ({
      what,
      question: { bytes },
      expect: isPublic(op) ? either(closed, answered, asPlain) : closed,
    }));
  },
};

export const framingTricks: readonly Trick[] = [smuggling, lines, lenient];
