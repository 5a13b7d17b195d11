import { randomUUID } from 'node:crypto';
import { allOperations } from '@ai-teacher/contracts/catalogue.ts';
import type { Operation } from '@ai-teacher/contracts/operation.ts';
import { locationOf } from '@ai-teacher/contracts/path-template.ts';
import type { Question } from './requests/exchange.ts';
import { newSigningKey, type SigningKey } from './requests/tokens.ts';
import { isProtected, isPublic, type PublicKey, type Student, type Target } from './trick.ts';

/** A path of a contract, each parameter a fresh id that nothing has. */
export const filledPath = (template: string): string => {
  const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  return locationOf(template, { params: Object.fromEntries(names.map((name) => [name, randomUUID()])) });
};

export const publicPaths: readonly string[] = allOperations.filter(isPublic).map((op) => op.edgePath ?? '');

/** The operations to attack, and the gateway itself as the last one. */
export const allTargets: readonly (Operation | undefined)[] = [...allOperations, undefined];

/** How a target is called in tables and titles. */
export const nameOf = (op: Operation | undefined): string => {
  if (op === undefined) return 'the gateway itself';
  return op.edgePath === undefined
    ? `${op.method} ${op.path} of ${op.service} (not published)`
    : `${op.method} ${op.edgePath}`;
};

export const targetOf = (
  op: Operation | undefined,
  {
    student,
    publishedKeys,
    key = newSigningKey(),
  }: { student: Student; publishedKeys: readonly PublicKey[]; key?: SigningKey },
): Target => ({ op, path: filledPath(op?.edgePath ?? '/'), student, publishedKeys, key });

/** Bodies by their likeliness to be refused; an operation is sent the first that its contract does not accept. */
const unacceptable: readonly unknown[] = [{ attack: true }, [], 'attack', null];

const jsonBodyFor = (op: Operation): string | undefined => {
  const body = unacceptable.find((candidate) => op.body?.safeParse(candidate).success === false);
  return body === undefined ? undefined : JSON.stringify(body);
};

/**
 * The request of an operation with nothing of an attack in it yet. It changes nothing, whoever may send it: it reads, or
 * its ids belong to nothing, or its body is none that the contract accepts.
 */
export const plainQuestion = ({ op, path }: Target): Question => {
  if (op === undefined || op.method === 'GET' || op.body === undefined)
    return { method: op?.method ?? 'GET', path };
  if (op.bodyKind === 'multipart') {
    const type = { 'content-type': 'multipart/form-data; boundary=attack' };
    return { method: op.method, path, headers: type, body: '--attack--\r\n' };
  }
  const body = jsonBodyFor(op);
  const type = { 'content-type': 'application/json' };
  return { method: op.method, path, ...(body === undefined ? {} : { headers: type, body }) };
};

/**
 * Whether the true user may send the plain request without anything happening. Where an operation takes neither ids nor
 * a body (sign out everywhere), it would be done: such a one is attacked without a good token only.
 */
export const isHarmless = (op: Operation | undefined): boolean =>
  op === undefined || op.method === 'GET' || op.params !== undefined || jsonBodyFor(op) !== undefined;

export const isProtectedAndHarmless = (op: Operation | undefined): boolean =>
  isProtected(op) && isHarmless(op);

/** A question with more headers; those of the same name are replaced. */
export const withHeaders = (question: Question, headers: Question['headers']): Question => ({
  ...question,
  headers: { ...question.headers, ...headers },
});

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

/** The plain request of the true user; without a token where the world may ask. */
export const asItsUser = (target: Target): Question =>
  isPublic(target.op)
    ? plainQuestion(target)
    : withHeaders(plainQuestion(target), bearer(target.student.accessToken));

/** A question as bytes on the wire. */
export const onTheWire = (first: string, headers: readonly string[], body = ''): { bytes: string } => ({
  bytes: [first, ...headers, '', body].join('\r\n'),
});
