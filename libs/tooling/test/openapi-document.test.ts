import { allOperations, operations } from '@ai-teacher/contracts/catalogue.ts';
import { serviceNames } from '@ai-teacher/contracts/values.ts';
import { describe, expect, it } from '@jest/globals';
import { openapiDocument } from '../src/openapi-document.ts';

// biome-ignore lint/suspicious/noExplicitAny: a JSON document of many shapes, narrowed where it is read.
type Json = any;

/** All object schemas with fields in a part of a document. References are followed, each once. */
const objectsIn = (document: Json, part: Json): Json[] => {
  const found: Json[] = [];
  const seen = new Set<string>();
  const read = (value: Json): void => {
    if (typeof value !== 'object' || value === null) return;
    if (value.type === 'object' && value.properties !== undefined) found.push(value);
    const { $ref } = value;
    if (typeof $ref === 'string' && !seen.has($ref)) {
      seen.add($ref);
      read(document.components.schemas[$ref.replace('#/components/schemas/', '')]);
    }
    for (const inside of Object.values(value)) read(inside);
  };
  read(part);
  return found;
};

const isClosed = ({ additionalProperties }: Json): boolean => additionalProperties === false;

/** Each operation of a service with its object schemas in requests and in answers. */
const describedIn = (service: (typeof serviceNames)[number]) => {
  const document: Json = openapiDocument(service, operations[service], (op) => op.path);
  return Object.values<Json>(document.paths).flatMap((methods) =>
    Object.values<Json>(methods).map(({ operationId, parameters, requestBody, responses }) => ({
      operationId,
      sent: objectsIn(document, [parameters, requestBody]),
      received: objectsIn(document, responses),
    })),
  );
};
const described = serviceNames.flatMap(describedIn);
const namesOf = (some: typeof described): string[] => some.map(({ operationId }) => operationId);

describe('the OpenAPI document', () => {
  it('describes every operation', () => {
    const expected = allOperations.map(({ operationId }) => operationId);
    expect(namesOf(described).toSorted()).toEqual(expected.toSorted());
  });

  it('lets answers, problems and events of streams have further fields, in every operation', () => {
    expect(described.every(({ received }) => received.length > 0)).toBe(true);
    expect(namesOf(described.filter(({ received }) => received.some(isClosed)))).toEqual([]);
  });

  it('refuses unknown fields in the requests of every operation', () => {
    expect(described.filter(({ sent }) => sent.length > 0).length).toBeGreaterThan(50);
    expect(namesOf(described.filter(({ sent }) => !sent.every(isClosed)))).toEqual([]);
  });

  it('has a closed and an open form of a component that requests and answers share', () => {
    const document: Json = openapiDocument('rag', operations.rag, (op) => op.path);
    const { AudienceEntry, AudienceEntryOutput } = document.components.schemas;
    const [closed, open] = [AudienceEntry, AudienceEntryOutput].map((each) => objectsIn(document, each));
    expect(closed?.length).toBeGreaterThan(1);
    expect(closed?.every(isClosed)).toBe(true);
    expect(open?.length).toBe(closed?.length);
    expect(open?.some(isClosed)).toBe(false);
  });
});
