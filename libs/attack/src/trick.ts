import type { webcrypto } from 'node:crypto';
import type { Operation } from '@ai-teacher/contracts/operation.ts';
import { type ProblemCode, problemCatalogue } from '@ai-teacher/contracts/problem.ts';
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
] as const;
export type Family = (typeof families)[number];

/** Whom the attack may be: somebody with the least rights, and what they were given at their sign-in. */
export type Student = {
  readonly id: string;
  readonly accessToken: string;
  readonly refreshToken: string;
};

/** A public key as the key set shows it. */
export type PublicKey = webcrypto.JsonWebKey & { readonly kid: string };

/** What a trick is played on: an operation (none: the gateway itself), with all that a stranger can know of it. */
export type Target = {
  readonly op: Operation | undefined;
  /** The operation's path at the edge, its parameters filled with ids that belong to nothing. */
  readonly path: string;
  readonly student: Student;
  readonly publishedKeys: readonly PublicKey[];
  /** What forged tokens are signed with: a key of one's own, unless a test lends the real one. */
  readonly key: SigningKey;
};

/** The operation as its user calls it, but for a body that no contract accepts. */
export type PlainAnswer = () => Promise<Answer>;

/** Says what is wrong with an answer; undefined when it is as it must be. */
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
  /** A sentence that is true when every shot is answered as it must be. */
  readonly guarantee: string;
  /** Who refuses it: behind a gateway that lets it pass, the service has to. */
  readonly refusedBy: 'gateway' | 'service';
  /** What may come to a service: nothing, or the request as its true user's, or as nobody's where it is public. */
  readonly reaches: 'nobody' | 'the service, as who it is';
  readonly aims: (op: Operation | undefined) => boolean;
  readonly shots: (target: Target) => readonly Shot[];
};

export const isOnEdge = (op: Operation | undefined): boolean => op?.edgePath !== undefined;
export const isPublic = (op: Operation | undefined): boolean => op?.access.edge === 'public';
export const isProtected = (op: Operation | undefined): boolean => isOnEdge(op) && !isPublic(op);
export const isTheGateway = (op: Operation | undefined): boolean => op === undefined;

const codeOf = ({ problem }: Answer): string => (problem === undefined ? '' : ` ${problem.code}`);
/** An answer in a few words: status and code. */
export const inShort = (answer: Answer): string => `${answer.status}${codeOf(answer)}`;

/** Refused with one of these codes and their status. */
export const refused =
  (...codes: ProblemCode[]): Expectation =>
  (answer) => {
    const fits = codes.some(
      (code) => answer.problem?.code === code && answer.status === problemCatalogue[code].status,
    );
    return fits ? undefined : `expected ${codes.join(' or ')}, not ${inShort(answer)}`;
  };

/** One of these statuses. */
export const status =
  (...statuses: number[]): Expectation =>
  (answer) =>
    statuses.includes(answer.status)
      ? undefined
      : `expected ${statuses.join(' or ')}, not ${inShort(answer)}`;

/** 401 as the gateway says it: what is asked for, never what was wrong. */
export const unauthenticated: Expectation = (answer, plain) => {
  const { problem, headers } = answer;
  if (problem?.detail !== undefined) return `a reason is given: ${problem.detail}`;
  if (answer.status === 401 && headers['www-authenticate'] !== 'Bearer')
    return `www-authenticate is ${headers['www-authenticate'] ?? 'missing'}`;
  return refused('identity-missing', 'token-invalid')(answer, plain);
};

/** The same as without the trick: same status, same code. */
export const asPlain: Expectation = async (answer, plain) => {
  const without = inShort(await plain());
  return inShort(answer) === without
    ? undefined
    : `expected ${without} as without the trick, not ${inShort(answer)}`;
};

/** The first expectation that is met decides; what the first one says is told when none is. */
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
