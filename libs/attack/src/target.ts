import { allOperations } from '@ai-teacher/contracts/catalogue.ts';
import type { Operation } from '@ai-teacher/contracts/operation.ts';
import { locationOf, namesThing, unusedParams } from '@ai-teacher/contracts/path-template.ts';
import type { Question } from './requests/exchange.ts';
import { newSigningKey, type SigningKey } from './requests/tokens.ts';
import { isOnEdge, isProtected, isPublic, type Target } from './trick.ts';

/** The path of an operation with parameter values that match no stored thing. */
export const filledPath = (template: string, op: Operation | undefined): string =>
  locationOf(template, { params: op === undefined ? {} : unusedParams(op) });

export const publicPaths: readonly string[] = allOperations.filter(isPublic).map((op) => op.edgePath ?? '');

/** The operations to attack. The last entry, `undefined`, stands for the gateway itself. */
export const allTargets: readonly (Operation | undefined)[] = [...allOperations, undefined];

/** The name of a target in tables and titles. */
export const nameOf = (op: Operation | undefined): string => {
  if (op === undefined) return 'the gateway itself';
  return op.edgePath === undefined
    ? `${op.method} ${op.path} of ${op.service} (not published)`
    : `${op.method} ${op.edgePath}`;
};

export const targetOf = (
  op: Operation | undefined,
  {
    key = newSigningKey(),
    ...known
  }: Pick<Target, 'student' | 'publishedKeys' | 'school'> & { readonly key?: SigningKey },
): Target => ({ op, path: filledPath(op?.edgePath ?? '/', op), key, ...known });

/** Candidate bodies. An operation receives the first one that its contract refuses. */
const unacceptable: readonly unknown[] = [{ attack: true }, [], 'attack', null];

const jsonBodyFor = (op: Operation): string | undefined => {
  const body = unacceptable.find((candidate) => op.body?.safeParse(candidate).success === false);
  return body === undefined ? undefined : JSON.stringify(body);
};

/**
 * The request of an operation before any trick. It changes nothing for any sender: it is a read, or its ids
 * are unused, or its contract refuses the body.
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
 * Whether the plain request has no effect when the true user sends it. An operation without ids and body
 * (sign out everywhere) would take effect, so it is attacked only without a valid token.
 */
export const isHarmless = (op: Operation | undefined): boolean =>
  op === undefined || op.method === 'GET' || namesThing(op) || jsonBodyFor(op) !== undefined;

/** Whether a client may send JSON to the operation, and a body that its contract refuses has no effect. */
export const takesJson = (op: Operation | undefined): boolean =>
  isOnEdge(op) && isHarmless(op) && op?.body !== undefined && op.bodyKind !== 'multipart';

export const isProtectedAndHarmless = (op: Operation | undefined): boolean =>
  isProtected(op) && isHarmless(op);

/** A copy of a request with more headers; a header of the same name is replaced. */
export const withHeaders = (question: Question, headers: Question['headers']): Question => ({
  ...question,
  headers: { ...question.headers, ...headers },
});

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

/** The plain request of the true user, without a token for a public operation. */
export const asItsUser = (target: Target): Question =>
  isPublic(target.op)
    ? plainQuestion(target)
    : withHeaders(plainQuestion(target), bearer(target.student.accessToken));

/** A request as bytes on the wire. */
export const onTheWire = (first: string, headers: readonly string[], body = ''): { bytes: string } => ({
  bytes: [first, ...headers, '', body].join('\r\n'),
});
