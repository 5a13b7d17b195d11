import { Buffer } from 'node:buffer';
import { maxListedFaults } from '@ai-teacher/contracts/problem.ts';
import { textFieldsOf } from '@ai-teacher/contracts/text.ts';
import type { Question } from '../requests/exchange.ts';
import { asItsUser, takesJson, withHeaders } from '../target.ts';
import { type Expectation, isOnEdge, refused, status, type Target, type Trick } from '../trick.ts';

const textTrick = { family: 'text', refusedBy: 'service', reaches: 'the service, as its true user' } as const;

/** A refusal for the input, for the rights of the student, or for an id that names nothing. */
const refusedInput = status(403, 404, 422);

const unfit: Readonly<Record<string, string>> = {
  'a NUL': 'a\u0000b',
  'half a character': 'a\ud800b',
  'the other half': '\udc00',
};

const sent = (target: Target, body: string): Question => ({
  ...withHeaders(asItsUser(target), { 'content-type': 'application/json' }),
  body,
});

const unstorable: Trick = {
  ...textTrick,
  id: 'unstorable-text',
  guarantee: 'text that no database can store is refused as input, in every field of a body',
  aims: (op) => takesJson(op) && textFieldsOf(op?.body).length > 0,
  shots: (target) =>
    textFieldsOf(target.op?.body).flatMap(([name]) =>
      Object.entries(unfit).map(([what, value]) => ({
        what: `${what} in ${name}`,
        question: sent(target, JSON.stringify({ [name]: value })),
        expect: refusedInput,
      })),
    ),
};

/** A cursor in the form of ours, whose position is a NUL. */
const cursorOfNul = Buffer.from('["\\u0000"]').toString('base64url');

const unstorableQuery: Trick = {
  ...textTrick,
  id: 'unstorable-query',
  guarantee: 'text that no database can store is refused as input, in every field of a query',
  aims: (op) => isOnEdge(op) && textFieldsOf(op?.query).length > 0,
  shots: (target) =>
    textFieldsOf(target.op?.query).flatMap(([name]) =>
      ['%00', ...(name === 'cursor' ? [cursorOfNul] : [])].map((value) => ({
        what: `${name}=${value}`,
        question: { ...asItsUser(target), path: `${target.path}?${name}=${value}` },
        expect: refusedInput,
      })),
    ),
};

const maxRefusalCharacters = 12_000;
const isShort: Expectation = (answer, plain) => {
  if (answer.text.length > maxRefusalCharacters) return `the refusal has ${answer.text.length} characters`;
  const listed = answer.problem?.errors?.length ?? 0;
  if (listed > maxListedFaults) return `the refusal lists ${listed} faults`;
  return refused('input-invalid', 'forbidden', 'not-found')(answer, plain);
};

const manyFaults: Trick = {
  ...textTrick,
  id: 'many-faults',
  guarantee: 'a refusal lists a bounded number of faults, so no answer multiplies its request',
  aims: (op) => takesJson(op),
  shots: (target) => {
    const many = Array.from({ length: 5_000 }, (_, index) => [`k${index}`, 1]);
    const long = Array.from({ length: 30 }, (_, index) => [`${index}${'k'.repeat(1_900)}`, 1]);
    return [many, long].map((fields, index) => ({
      what: index === 0 ? '5 000 unknown fields' : '30 long names of unknown fields',
      question: sent(target, JSON.stringify(Object.fromEntries(fields))),
      expect: isShort,
    }));
  },
};

export const textTricks: readonly Trick[] = [unstorable, unstorableQuery, manyFaults];
