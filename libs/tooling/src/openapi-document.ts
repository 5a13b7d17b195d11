import {
  idempotencyHours,
  idempotencyKeyHeader,
  needsUser,
  type Operation,
  owedProblems,
  takesIdempotencyKey,
} from '@ai-teacher/contracts/operation.ts';
import { withParameters } from '@ai-teacher/contracts/path-template.ts';
import { problemBody, problemCatalogue } from '@ai-teacher/contracts/problem.ts';
import { z } from 'zod';
import {
  type CreateDocumentOptions,
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
} from 'zod-openapi';

const requestBodyOf = (op: Operation) => {
  if (op.body === undefined) return {};
  if (op.bodyKind !== 'multipart')
    return {
      requestBody: {
        required: op.bodyOptional !== true,
        content: { 'application/json': { schema: op.body } },
      },
    };
  const file = z.string().meta({ override: { type: 'string', format: 'binary' } });
  const schema = (op.body as z.ZodObject).extend({ file });
  return { requestBody: { required: true, content: { 'multipart/form-data': { schema } } } };
};

const streamContentOf = (op: Operation) => {
  if (op.stream === undefined) return {};
  const events = Object.entries(op.stream).map(([event, data]) =>
    z.object({ event: z.literal(event), id: z.string(), data }),
  );
  const [first, ...others] = events;
  const schema = others.length === 0 ? (first as z.ZodObject) : z.union(events);
  return { 'text/event-stream': { schema } };
};

/** The spelling of OpenAPI for a path whose last parameter is the rest of the path. */
const openapiPath = (path: string): string => withParameters(path, (name) => `{${name}}`);

const successesOf = (op: Operation): ZodOpenApiOperationObject['responses'] =>
  Object.fromEntries(
    Object.entries(op.success).map(([status, schema]) => {
      const content = {
        ...(schema === null || schema === undefined ? {} : { 'application/json': { schema } }),
        ...(op.mediaType === undefined ? {} : { [op.mediaType]: { schema: z.string() } }),
        ...streamContentOf(op),
      };
      return [
        status,
        {
          description: op.summary,
          ...(op.successHeaders === undefined
            ? {}
            : { headers: z.object(Object.fromEntries(op.successHeaders.map((name) => [name, z.string()]))) }),
          ...(Object.keys(content).length === 0 ? {} : { content }),
        },
      ];
    }),
  );

const problemsOf = (op: Operation): ZodOpenApiOperationObject['responses'] => {
  const codes = [...new Set([...op.problems, ...owedProblems(op)])];
  const byStatus = Map.groupBy(codes, (code) => problemCatalogue[code].status);
  return Object.fromEntries(
    [...byStatus]
      .sort(([a], [b]) => a - b)
      .map(([status, ofStatus]) => [
        String(status),
        {
          description: ofStatus.join(', '),
          content: { 'application/problem+json': { schema: problemBody } },
        },
      ]),
  );
};

/**
 * The headers of a request: those with a fixed value, and the idempotency key of an operation that creates.
 */
const headersOf = (op: Operation): z.ZodObject | undefined => {
  const fixed = Object.entries(op.requestHeaders ?? {}).map(([name, value]) => [name, z.literal(value)]);
  const keyed = takesIdempotencyKey(op) ? [[idempotencyKeyHeader, shownKey]] : [];
  return fixed.length + keyed.length === 0 ? undefined : z.object(Object.fromEntries([...fixed, ...keyed]));
};

const shownKey = z
  .string()
  .regex(/^"?[A-Za-z0-9_-]{16,128}"?$/)
  .optional()
  .meta({
    description: `A random key, such as a UUID. A repetition with the same key within ${idempotencyHours} hours creates nothing and gets the first answer.`,
  });

const requestParamsOf = (op: Operation): Pick<ZodOpenApiOperationObject, 'requestParams'> => {
  const header = headersOf(op);
  if (op.params === undefined && op.query === undefined && header === undefined) return {};
  return {
    requestParams: {
      ...(op.params === undefined ? {} : { path: op.params as z.ZodObject }),
      ...(op.query === undefined ? {} : { query: op.query as z.ZodObject }),
      ...(header === undefined ? {} : { header }),
    },
  };
};

const describeOperation = (op: Operation): ZodOpenApiOperationObject => ({
  operationId: op.operationId,
  summary: op.summary,
  tags: [op.service],
  ...requestParamsOf(op),
  ...requestBodyOf(op),
  responses: { ...successesOf(op), ...problemsOf(op) },
  security: needsUser(op) ? [{ accessToken: [] }] : [],
});

/**
 * Answers, problems and events of streams may get further fields (decision 0062), so their schemas are open.
 * Those of requests stay closed. A component that both use gets a second, open one with the suffix `Output`.
 */
const openAnswers: CreateDocumentOptions['override'] = ({ jsonSchema, io }) => {
  if (io === 'output' && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
};

/**
 * Builds the OpenAPI 3.1 document of a set of operations.
 *
 * @param pathOf the path of an operation, at its service or at the gateway.
 */
export const openapiDocument = (
  title: string,
  operations: readonly Operation[],
  pathOf: (op: Operation) => string,
): object => {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const op of [...operations].sort((a, b) => (pathOf(a) + a.method < pathOf(b) + b.method ? -1 : 1))) {
    const path = openapiPath(pathOf(op));
    paths[path] = { ...paths[path], [op.method.toLowerCase()]: describeOperation(op) };
  }
  const document = {
    openapi: '3.1.0',
    info: { title, version: '1.0.0' },
    paths: paths as ZodOpenApiPathsObject,
    components: {
      securitySchemes: { accessToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  } as const;
  return createDocument(document, { override: openAnswers });
};
