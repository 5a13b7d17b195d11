import { randomUUID } from 'node:crypto';
import { ingest } from '@ai-teacher/contracts/rag/ingestion.ts';
import { readDocument } from '@ai-teacher/contracts/rag/library.ts';
import type { TestResponse } from '@ai-teacher/test-kit/app/app-client.ts';
import { startApp, type TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import type { TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { testQdrant } from '@ai-teacher/test-kit/parts/parts.ts';
import { createRagApp } from '../src/app.ts';
import { ragEnvironment } from '../src/config.ts';
import { createDeps, type RagDeps } from '../src/deps.ts';
import { until } from './until.ts';

export type RagApp = TestApp<RagDeps> & {
  /** Uploads a file as a browser does. */
  readonly upload: (
    as: TestUser,
    file: Buffer,
    given?: { fields?: Record<string, string>; fileName?: string; type?: string; fieldName?: string },
  ) => Promise<TestResponse>;
  /** Uploads and waits for a final status. Returns the document as its owner sees it. */
  readonly ingested: (
    as: TestUser,
    file: Buffer,
    fields?: Record<string, string>,
    // biome-ignore lint/suspicious/noExplicitAny: the contract has checked the shape.
  ) => Promise<any>;
  // biome-ignore lint/suspicious/noExplicitAny: the contract has checked the shape.
  readonly settled: (as: TestUser, id: string) => Promise<any>;
  readonly collection: string;
};

const unfinished = ['queued', 'extracting', 'indexing'];

export type RagAppOptions = {
  readonly meshUrl?: string;
  /** Replaces parts that the service has no setting for, for a measurement. */
  readonly adapt?: (deps: RagDeps) => RagDeps;
};

/** Starts the real rag app with its own database and Qdrant collection. */
export const startRagApp = async (
  variables: Record<string, string> = {},
  { meshUrl, adapt = (deps) => deps }: RagAppOptions = {},
): Promise<RagApp> => {
  const qdrant = await testQdrant();
  const collection = `test_${randomUUID()}`;
  const app = await startApp({
    service: 'rag',
    environment: ragEnvironment,
    ...(meshUrl === undefined ? {} : { meshUrl }),
    variables: {
      QDRANT_URL: qdrant.url,
      QDRANT_API_KEY: qdrant.apiKey,
      QDRANT_COLLECTION: collection,
      ...variables,
    },
    compose: async (surroundings) => {
      const deps = adapt(await createDeps(surroundings));
      return { app: createRagApp(deps), deps };
    },
  });
  const settled: RagApp['settled'] = async (as, id) => {
    // biome-ignore lint/suspicious/noExplicitAny: the contract has checked the shape.
    let document: any;
    await until(async () => {
      const { status, body } = await app.call(readDocument, { as, params: { id } });
      if (status !== 200) throw new Error(`readDocument answered ${status}`);
      document = body;
      return !unfinished.includes(body.status);
    });
    return document;
  };
  const upload: RagApp['upload'] = (as, file, { fields = {}, ...named } = {}) => {
    const { payload, type } = multipart(file, fields, named);
    return app.call(ingest, { as, payload, headers: { 'content-type': type } });
  };
  return {
    ...app,
    collection,
    upload,
    settled,
    ingested: async (as, file, fields = {}) => {
      const { status, body, text } = await upload(as, file, { fields });
      if (status !== 202) throw new Error(`ingest answered ${status} ${text}`);
      return settled(as, body.documentId);
    },
  };
};

export const multipart = (
  file: Buffer | undefined,
  fields: Record<string, string>,
  {
    fileName = 'book.pdf',
    type = 'application/pdf',
    fieldName = 'file',
    boundary = `----test${randomUUID()}`,
  }: { fileName?: string; type?: string; fieldName?: string; boundary?: string } = {},
): { payload: Buffer; type: string } => {
  const parts: Buffer[] = Object.entries(fields).map(([name, value]) =>
    Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`),
  );
  if (file !== undefined)
    parts.push(
      Buffer.from(
        `--${boundary}\r\nContent-Disposition: form-data; name="${fieldName}"; filename="${fileName}"\r\nContent-Type: ${type}\r\n\r\n`,
      ),
      file,
      Buffer.from('\r\n'),
    );
  parts.push(Buffer.from(`--${boundary}--\r\n`));
  return { payload: Buffer.concat(parts), type: `multipart/form-data; boundary=${boundary}` };
};
