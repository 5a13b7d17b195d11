import { Buffer } from 'node:buffer';
import { gzipSync } from 'node:zlib';
import { asItsUser, plainQuestion, takesJson, withHeaders } from '../target.ts';
import {
  isOnEdge,
  isProtected,
  refused,
  type Shot,
  status,
  type Target,
  type Trick,
  unauthenticated,
} from '../trick.ts';

const sizeTrick = { family: 'size', refusedBy: 'gateway', reaches: 'no service', aims: isOnEdge } as const;

const headers: Trick = {
  ...sizeTrick,
  id: 'large-headers',
  guarantee: 'headers of 64 kB, 1 000 headers or a cookie of 2 MB are answered with 431',
  shots: (target) => {
    const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`x-${index}`, 'a']));
    const large = {
      'a header of 64 kB': { 'x-large': 'a'.repeat(64 * 1_024) },
      'a token of 70 kB': { authorization: `Bearer ${'a'.repeat(70_000)}` },
      'a thousand headers': many,
      'a cookie of 2 MB': { cookie: 'a'.repeat(2_000_000) },
    };
    return Object.entries(large).map(([what, each]) => ({
      what,
      question: withHeaders(plainQuestion(target), each),
      expect: refused('headers-too-large'),
    }));
  },
};

/** A body that is announced and never sent: 100 MB, or one byte more than the operation accepts. */
const announced = ({ op }: Target) => ({
  'content-length': Math.max(100_000_000, (op?.maxBodyBytes ?? 0) + 1),
  expect: '100-continue',
});

const declared: Trick = {
  ...sizeTrick,
  id: 'large-body',
  guarantee: 'a body above the limit is refused at its announcement, and with 401 without a token',
  shots: (target) => {
    const { path } = target;
    const method = target.op?.method ?? 'POST';
    const user = asItsUser(target).headers?.authorization;
    const shot = (what: string, more: Record<string, string>, expect: Shot['expect']): Shot => ({
      what,
      question: { method, path, headers: { ...announced(target), ...more } },
      expect,
    });
    return [
      ...(isProtected(target.op) ? [shot('no token', {}, unauthenticated)] : []),
      shot(
        'the true user',
        user === undefined ? {} : { authorization: `${user}` },
        refused('payload-too-large'),
      ),
    ];
  },
};

const deep = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
const json = { 'content-type': 'application/json' };
/** Four megabytes of zeros, compressed once for all operations. */
const compressed = gzipSync(Buffer.alloc(4_000_000));

const poisonous = (target: Target): Readonly<Record<string, { headers: object; body: string | Buffer }>> => ({
  '10 000 deep': { headers: json, body: deep(10_000) },
  '10 000 deep, in a field': { headers: json, body: `{"attack":${deep(10_000)}}` },
  __proto__: { headers: json, body: '{"__proto__":{"role":"admin"},"attack":true}' },
  constructor: { headers: json, body: '{"constructor":{"prototype":{"role":"admin"}}}' },
  'cut off': { headers: json, body: '{"attack":' },
  gzip: { headers: { ...json, 'content-encoding': 'gzip' }, body: compressed },
  'a form': { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'attack=true' },
  XML: {
    headers: { 'content-type': 'application/xml' },
    body: '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
  },
  'one byte too many': { headers: json, body: `"${'a'.repeat((target.op?.maxBodyBytes ?? 65_536) - 1)}"` },
});

const bodies: Trick = {
  ...sizeTrick,
  id: 'poisonous-body',
  guarantee: 'a body that is too deep, too long, compressed, incomplete or hostile to a parser is refused',
  refusedBy: 'service',
  reaches: 'the service, as its true user',
  aims: (op) => takesJson(op),
  shots: (target) => {
    const { authorization } = asItsUser(target).headers ?? {};
    const who = authorization === undefined ? {} : { authorization };
    return Object.entries(poisonous(target)).map(([what, { headers: own, body }]) => ({
      what,
      question: { method: target.op?.method ?? 'POST', path: target.path, headers: { ...own, ...who }, body },
      expect: status(400, 403, 404, 413, 415, 422),
    }));
  },
};

const unannounced: Trick = {
  ...sizeTrick,
  id: 'endless-body',
  guarantee: 'a chunked body is refused at the operation’s maximum size',
  refusedBy: 'service',
  reaches: 'the service, as its true user',
  aims: (op) => takesJson(op),
  shots: (target) => {
    const body = `"${'a'.repeat((target.op?.maxBodyBytes ?? 65_536) + 100_000)}"`;
    const question = { ...withHeaders(asItsUser(target), json), body, chunked: true };
    const expect = status(403, 404, 413);
    return [{ what: 'in pieces', question, expect }];
  },
};

export const sizeTricks: readonly Trick[] = [headers, declared, bodies, unannounced];
