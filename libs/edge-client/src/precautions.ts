import type { AnyCallInput } from '@ai-teacher/contracts/call-input.ts';
import type { Operation } from '@ai-teacher/contracts/operation.ts';
import { isProblem } from './edge-problem.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The part of the input and the field that a pointer of a problem names. */
const placeOf = (pointer: string): { readonly part: 'query' | 'body'; readonly name: string } => {
  const [, first = '', second] = pointer.split('/');
  return second === undefined ? { part: 'body', name: first } : { part: 'query', name: second };
};

/**
 * The input without the precautions that the server refused, because it is of the previous release.
 * The refusal came before any work, so the request may be sent again.
 *
 * @returns undefined when the server refused something else, or a precaution that the input does not have.
 */
export const knownToServer = (
  { precautions = [] }: Pick<Operation, 'precautions'>,
  input: AnyCallInput,
  fault: unknown,
): AnyCallInput | undefined => {
  if (!isProblem(fault, 'input-invalid')) return undefined;
  const pointers = (fault.problem.errors ?? []).map(({ pointer }) => pointer);
  const given = { query: { ...(input.query as Fields) }, body: { ...(input.body as Fields) } };
  for (const pointer of pointers) {
    const { part, name } = placeOf(pointer);
    if (!precautions.includes(pointer) || !(name in given[part])) return undefined;
    delete given[part][name];
  }
  if (pointers.length === 0) return undefined;
  return {
    ...input,
    ...(input.query === undefined ? {} : { query: given.query }),
    ...(input.body === undefined ? {} : { body: given.body }),
  };
};
