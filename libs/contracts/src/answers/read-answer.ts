import type { z } from 'zod';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

type Owner = Record<PropertyKey, unknown>;

/** A field that the contract does not know, and the object that has it. */
type Field = { readonly owner: Owner; readonly name: string };

/** An answer in which unknown fields contain further unknown fields needs as many readings. */
const maxReadings = 10;

/**
 * Reads an answer by its contract. Fields that the contract does not know are left out, because an answer may
 * come from a later release, which adds fields. Everything else must fit the contract.
 *
 * @returns the result of the schema for the answer without its unknown fields.
 */
export const readAnswer = <Schema extends z.ZodType>(
  schema: Schema,
  answer: unknown,
): z.ZodSafeParseResult<z.output<Schema>> => {
  let parsed = schema.safeParse(answer);
  let known: unknown;
  for (let readings = 1; !parsed.success && readings < maxReadings; readings++) {
    // The first reading that fails copies the answer, so that the value of the caller stays as it is.
    known ??= structuredClone(answer);
    const unknown = unknownFieldsIn(parsed.error.issues, known);
    if (unknown === undefined) return parsed;
    for (const { owner, name } of unknown) delete owner[name];
    parsed = schema.safeParse(known);
  }
  return parsed;
};

/** The fields to leave out; undefined when an issue is another one than an unknown field. */
const unknownFieldsIn = (issues: readonly Issue[], answer: unknown, base: Path = []): Field[] | undefined => {
  const found: Field[] = [];
  for (const issue of issues) {
    const path = [...base, ...issue.path];
    const fields =
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((name) => ({ owner: valueAt(answer, path), name }))
        : issue.code === 'invalid_union'
          ? closestOption(issue.errors, answer, path)
          : undefined;
    if (fields === undefined) return undefined;
    found.push(...fields);
  }
  return found;
};

/** Of the options of a union, the one that leaves out the least. */
const closestOption = (options: readonly Issue[][], answer: unknown, path: Path): Field[] | undefined => {
  const sizeOf = (fields: readonly Field[]): number =>
    fields.reduce((sum, { owner, name }) => sum + countValues(owner[name]), 0);
  return options
    .map((issues) => unknownFieldsIn(issues, answer, path))
    .filter((fields) => fields !== undefined)
    .sort((one, other) => sizeOf(one) - sizeOf(other))[0];
};

/** The value itself and all values inside of it. */
const countValues = (value: unknown): number =>
  typeof value === 'object' && value !== null
    ? Object.values(value).reduce<number>((sum, inner) => sum + countValues(inner), 1)
    : 1;

const valueAt = (answer: unknown, path: Path): Owner =>
  path.reduce<unknown>((value, step) => (value as Owner)[step], answer) as Owner;
