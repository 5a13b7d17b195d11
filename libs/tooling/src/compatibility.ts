/**
 * Breaking changes between two of our OpenAPI documents, from the view of a client with strict expectations.
 */

type Json = { readonly [key: string]: unknown };
type Direction = 'sent' | 'received';

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const objectAt = (from: unknown, ...path: string[]): Json => {
  let value = from;
  for (const key of path) value = isObject(value) ? value[key] : undefined;
  return isObject(value) ? value : {};
};
const listAt = (from: Json, key: string): string[] =>
  Array.isArray(from[key]) ? (from[key] as string[]) : [];

const resolve = (document: Json, schema: Json): Json =>
  typeof schema.$ref === 'string' ? objectAt(document, ...schema.$ref.replace('#/', '').split('/')) : schema;

const typesOf = (schema: Json): string => JSON.stringify([schema.type, schema.format, schema.const]);

type Comparison = {
  /** The earlier and the later document, in which references are resolved. */
  readonly documents: readonly [Json, Json];
  readonly direction: Direction;
  readonly where: string;
  /** Levels above these schemas; recursive schemas end at {@link maxDepth}. */
  readonly depth?: number;
};

const maxDepth = 12;

/** The breaking changes between two schemas that clients send or receive. */
const compareSchemas = (
  schemas: readonly [Json, Json],
  { documents, direction, where, depth = 0 }: Comparison,
): string[] => {
  if (depth > maxDepth) return [];
  const [before, after] = [resolve(documents[0], schemas[0]), resolve(documents[1], schemas[1])];
  const faults: string[] = [];
  if (typesOf(before) !== typesOf(after)) faults.push(`${where}: type changed`);
  const [had, has] = [objectAt(before, 'properties'), objectAt(after, 'properties')];
  const deeper = (a: unknown, b: unknown, place: string): string[] =>
    compareSchemas([objectAt(a), objectAt(b)], { documents, direction, where: place, depth: depth + 1 });
  for (const [name, schema] of Object.entries(had)) {
    if (has[name] === undefined) faults.push(`${where}.${name}: removed`);
    else faults.push(...deeper(schema, has[name], `${where}.${name}`));
  }
  const [wasRequired, isRequired] = [listAt(before, 'required'), listAt(after, 'required')];
  if (direction === 'sent')
    for (const name of isRequired.filter((one) => !wasRequired.includes(one)))
      faults.push(`${where}.${name}: now required`);
  else
    for (const name of wasRequired.filter((one) => !isRequired.includes(one)))
      faults.push(`${where}.${name}: no longer always there`);
  const dropped = listAt(before, 'enum').filter((value) => !listAt(after, 'enum').includes(value));
  if (direction === 'sent') for (const value of dropped) faults.push(`${where}: ${value} no longer accepted`);
  if (before.items !== undefined) faults.push(...deeper(before.items, after.items, `${where}[]`));
  const [choices, others] = [before.anyOf ?? before.oneOf, after.anyOf ?? after.oneOf];
  if (Array.isArray(choices))
    for (const [index, choice] of choices.entries())
      faults.push(...deeper(choice, Array.isArray(others) ? others[index] : undefined, `${where}(${index})`));
  return faults;
};

const jsonSchema = (of: unknown): Json | undefined => {
  const content = objectAt(of, 'content');
  const [first] = Object.values(content);
  return first === undefined ? undefined : objectAt(first, 'schema');
};

const compareOperations = (
  documents: readonly [Json, Json],
  [before, after]: readonly [Json, Json],
  name: string,
): string[] => {
  const [bodyBefore, bodyAfter] = [jsonSchema(before.requestBody), jsonSchema(after.requestBody)];
  const faults: string[] = [];
  if (bodyBefore === undefined && objectAt(after, 'requestBody').required === true)
    faults.push(`${name}: now needs a body`);
  if (bodyBefore !== undefined)
    faults.push(
      ...compareSchemas([bodyBefore, bodyAfter ?? {}], {
        documents,
        direction: 'sent',
        where: `${name} body`,
      }),
    );
  for (const [status, answer] of Object.entries(objectAt(before, 'responses'))) {
    if (!status.startsWith('2')) continue;
    const now = objectAt(after, 'responses')[status];
    if (now === undefined) faults.push(`${name}: no longer answers ${status}`);
    const was = jsonSchema(answer);
    if (was !== undefined && now !== undefined)
      faults.push(
        ...compareSchemas([was, jsonSchema(now) ?? {}], {
          documents,
          direction: 'received',
          where: `${name} ${status}`,
        }),
      );
  }
  return faults;
};

/**
 * Compares a new document with the one that clients use.
 *
 * @returns a line per breaking change: removed, renamed, newly required or retyped. Additions are no breaking
 *   change.
 */
export const breakingChanges = (before: Json, after: Json): string[] =>
  Object.entries(objectAt(before, 'paths')).flatMap(([path, methods]) =>
    Object.entries(isObject(methods) ? methods : {}).flatMap(([method, op]) => {
      const name = `${method.toUpperCase()} ${path}`;
      const now = objectAt(after, 'paths', path)[method];
      return isObject(now) && isObject(op)
        ? compareOperations([before, after], [op, now], name)
        : [`${name}: removed`];
    }),
  );
