import { randomUUID } from 'node:crypto';
import { type Claims, claimsIn } from '../requests/tokens.ts';
import { bearer, plainQuestion, withHeaders } from '../target.ts';
import {
  type Expectation,
  isProtected,
  type Shot,
  type Target,
  type Trick,
  unauthenticated,
} from '../trick.ts';

/** The shared fields of tricks with an Authorization header. */
export const refusedAtTheGateway = {
  refusedBy: 'gateway',
  reaches: 'no service',
  aims: isProtected,
} as const satisfies Partial<Trick>;

/** The claims of a valid token, changed to an unknown user with the role admin. */
export const admin = ({ student }: Target, changes: Claims = {}): Claims => ({
  ...claimsIn(student.accessToken),
  sub: randomUUID(),
  role: 'admin',
  jti: randomUUID(),
  ...changes,
});

/** A shot for each header instead of a valid Authorization. */
export const withEach = (
  target: Target,
  headers: Readonly<Record<string, Record<string, string | string[]>>>,
  expect: Expectation = unauthenticated,
): readonly Shot[] =>
  Object.entries(headers).map(([what, each]) => ({
    what,
    question: withHeaders(plainQuestion(target), each),
    expect,
  }));

/** One shot for each given token, sent in place of the valid token. */
export const withTokens = (
  target: Target,
  tokens: Readonly<Record<string, string>>,
  expect?: Expectation,
): readonly Shot[] =>
  withEach(
    target,
    Object.fromEntries(Object.entries(tokens).map(([what, token]) => [what, bearer(token)])),
    expect,
  );
