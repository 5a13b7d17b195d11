import type { webcrypto } from 'node:crypto';
import type { Operation } from '@ai-teacher/contracts/operation.ts';
import { type ProblemCode, problemCatalogue } from '@ai-teacher/contracts/problem.ts';
import type { School } from './foreign-school.ts';
import type { Answer, Bytes, Question } from './requests/exchange.ts';
import type { SigningKey } from './requests/tokens.ts';

export const families = [
  'authorization',
  'signature',
  'identity',
  'path',
  'method',
  'framing',
  'size',
  'hidden',
  'answer',
  'text',
  'foreign-class',
] as const;
export type Family = (typeof families)[number];

/** The attacker: a user with the least rights, with the tokens of their sign-in. */
export type Student = {
  readonly id: string;
  readonly accessToken: string;
  readonly refreshToken: string;
};

/** A public key of the key set. */
export type PublicKey = webcrypto.JsonWebKey & { readonly kid: string };

/**
 * The target of a trick: an operation (undefined: the gateway itself), with everything that an outsider can
 * know.
 */
export type Target = {
  readonly op: Operation | undefined;
  /** The operation's path at the edge, with unused ids for its parameters. */
  readonly path: string;
  readonly student: Student;
  readonly publishedKeys: readonly PublicKey[];
  /** The key that signs forged tokens: a fresh one, or the real one in a test. */
  readonly key: SigningKey;
  /** A class of others. Only a test has one, because an attack makes no data. */
  readonly school?: School | undefined;
};

/** Requests the operation as its true user does, but with a body that its contract refuses. */
export type PlainAnswer = () => Promise<Answer>;

/** Returns the fault of an answer, or undefined for the expected answer. */
export type Expectation = (
  answer: Answer,
  plain: PlainAnswer,
) => string | undefined | Promise<string | undefined>;

export type Shot = {
  /** The variation, in a few words. */
  readonly what: string;
  readonly question: Question | Bytes;
  readonly expect: Expectation;
};

export type Trick = {
  readonly id: string;
  readonly family: Family;
  /** A statement that is true when every answer meets its expectation. */
  readonly guarantee: string;
  /** The part that refuses the request. A service refuses what the gateway passes. */
  readonly refusedBy: 'gateway' | 'service';
  /** The requests that may reach a service: none, or the true user's (a public operation: without a user). */
  readonly reaches: 'no service' | 'the service, as its true user';
  readonly aims: (op: Operation | undefined) => boolean;
  readonly shots: (target: Target) => readonly Shot[];
};

export const isOnEdge = (op: Operation | undefined): boolean => op?.edgePath !== undefined;
export const isPublic = (op: Operation | undefined): boolean => op?.access.edge === 'public';
export const isProtected = (op: Operation | undefined): boolean => isOnEdge(op) && !isPublic(op);
export const isTheGateway = (op: Operation | undefined): boolean => op === undefined;

const codeOf = ({ problem }: Answer): string => (problem === undefined ? '' : ` ${problem.code}`);
/** A short form of an answer: status and code. */
export const inShort = (answer: Answer): string => `${answer.status}${codeOf(answer)}`;

/** Expects a refusal with one of these codes and its status. */
export const refused =
  (...codes: ProblemCode[]): Expectation =>
  (answer) => {
    const fits = codes.some(
      (code) => answer.problem?.code === code && answer.status === problemCatalogue[code].status,
    );
    return fits ? undefined : `expected ${codes.join(' or ')}, not ${inShort(answer)}`;
  };

/** Expects one of these statuses. */
export const status =
  (...statuses: number[]): Expectation =>
  (answer) =>
    statuses.includes(answer.status)
      ? undefined
      : `expected ${statuses.join(' or ')}, not ${inShort(answer)}`;

/** Expects the gateway's 401, which names the required scheme and hides the reason. */
export const unauthenticated: Expectation = (answer, plain) => {
  const { problem, headers } = answer;
  if (problem?.detail !== undefined) return `a reason is given: ${problem.detail}`;
  if (answer.status === 401 && headers['www-authenticate'] !== 'Bearer')
    return `www-authenticate is ${headers['www-authenticate'] ?? 'missing'}`;
  return refused('identity-missing', 'token-invalid')(answer, plain);
};

/** Expects the status and the problem code that the same request receives without the trick. */
export const asPlain: Expectation = async (answer, plain) => {
  const without = inShort(await plain());
  return inShort(answer) === without
    ? undefined
    : `expected ${without} as without the trick, not ${inShort(answer)}`;
};

/** Expects that one of the expectations is met; reports all faults when none is. */
export const either =
  (...expectations: readonly Expectation[]): Expectation =>
  async (answer, plain) => {
    const faults: string[] = [];
    for (const expectation of expectations) {
      const fault = await expectation(answer, plain);
      if (fault === undefined) return undefined;
      faults.push(fault);
    }
    return faults.join('; nor: ');
  };
