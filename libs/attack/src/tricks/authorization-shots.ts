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

/** What tricks with an Authorization header have in common. */
export const refusedAtTheGateway = {
  refusedBy: 'gateway',
  reaches: 'nobody',
  aims: isProtected,
} as const satisfies Partial<Trick>;

/** The claims of a good token, for a person who does not exist and would like to be an admin. */
export const admin = ({ student }: Target, changes: Claims = {}): Claims => ({
  ...claimsIn(student.accessToken),
  sub: randomUUID(),
  role: 'admin',
  jti: randomUUID(),
  ...changes,
});

/** A shot for each header that stands in the place of a good Authorization. */
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

/** A shot for each token, where a good one belongs. */
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
