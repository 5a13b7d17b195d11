import { asItsUser, bearer, isHarmless, plainQuestion, withHeaders } from '../target.ts';
import { type Expectation, isOnEdge, type Shot, type Trick } from '../trick.ts';

const answerTrick = {
  family: 'answer',
  refusedBy: 'gateway',
  reaches: 'the service, as its true user',
  aims: isOnEdge,
} as const;

/** answer-check.ts checks every answer, so these shots expect nothing more. */
const anything: Expectation = () => undefined;

const decent: Trick = {
  ...answerTrick,
  id: 'no-fingerprint',
  guarantee: 'no answer names a server; every refusal is a problem with the request’s id',
  shots: (target) => {
    const plain = plainQuestion(target);
    const shots: Shot[] = [
      { what: 'no token', question: plain, expect: anything },
      { what: 'a bad token', question: withHeaders(plain, bearer('a.b.c')), expect: anything },
      { what: 'a path below it', question: { ...plain, path: `${plain.path}/x` }, expect: anything },
    ];
    if (isHarmless(target.op))
      shots.push({ what: 'the true user', question: asItsUser(target), expect: anything });
    return shots;
  },
};

const evil = 'https://evil.example';

/** A browser lets a page of another origin read an answer only with these headers. */
const notForOtherSites: Expectation = (answer) => {
  const allowed = answer.headers['access-control-allow-origin'];
  if (allowed !== undefined) return `access-control-allow-origin: ${allowed}`;
  const credentials = answer.headers['access-control-allow-credentials'];
  return credentials === undefined ? undefined : `access-control-allow-credentials: ${credentials}`;
};

const otherSites: Trick = {
  ...answerTrick,
  id: 'other-sites',
  guarantee: 'no page of an unlisted origin may read an answer',
  shots: (target) => {
    const preflight = {
      'access-control-request-method': target.op?.method ?? 'GET',
      'access-control-request-headers': 'authorization',
    };
    const origins = [evil, 'null'].map((origin) => ({
      what: `preflight of ${origin}`,
      question: { method: 'OPTIONS', path: target.path, headers: { origin, ...preflight } },
      expect: notForOtherSites,
    }));
    const question = withHeaders(plainQuestion(target), { origin: evil });
    return [...origins, { what: 'a request', question, expect: notForOtherSites }];
  },
};

const requestIds: Trick = {
  ...answerTrick,
  id: 'request-id',
  guarantee: 'a malformed request id is replaced and appears in no answer',
  shots: (target) =>
    ['no-uuid', '<script>', '../../x', 'b'.repeat(3_000)].map((id) => ({
      what: id.slice(0, 12),
      question: withHeaders(plainQuestion(target), { 'x-request-id': id }),
      expect: (answer) =>
        answer.headers['x-request-id'] === id || answer.text.includes(id)
          ? 'the malformed id was returned'
          : undefined,
    })),
};

export const answerTricks: readonly Trick[] = [decent, otherSites, requestIds];
