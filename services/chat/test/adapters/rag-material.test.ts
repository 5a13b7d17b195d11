import { randomUUID } from 'node:crypto';
import { listDocuments } from '@ai-teacher/contracts/rag/library.ts';
import { createMeshClient } from '@ai-teacher/service-kit/clients/mesh-client.ts';
import { watchTlsMaterial } from '@ai-teacher/service-kit/identity/tls-material.ts';
import { createLifecycle } from '@ai-teacher/service-kit/lifecycle.ts';
import { createLogger } from '@ai-teacher/service-kit/logger.ts';
import { testCertificates } from '@ai-teacher/test-kit/identity/certificates.ts';
import { answering, startMeshStandIn } from '@ai-teacher/test-kit/stand-ins/mesh-stand-in.ts';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createRagMaterial } from '../../src/adapters/rag-material.ts';
import { aDocument } from '../builders.ts';

const logger = createLogger({ service: 'rag-material-test', level: 'silent' });
const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

type Status = 'ready' | 'extracting';

/** The material of a caller whose documents have these states, the newest first. */
const materialOf = async (statuses: readonly Status[]) => {
  const documents = statuses.map((status) => ({
    ...aDocument({ id: randomUUID(), title: 'Weather' }),
    status,
  }));
  const mesh = await startMeshStandIn([
    answering(listDocuments, ({ query: { limit, cursor = '0' } }) => {
      const end = Number(cursor) + limit;
      return {
        items: documents.slice(Number(cursor), end),
        nextCursor: end < documents.length ? String(end) : null,
      };
    }),
  ]);
  const lifecycle = createLifecycle({ logger });
  open.push(lifecycle.close, mesh.close);
  const folder = (await testCertificates()).folder('chat');
  const tls = watchTlsMaterial({ folder, logger, lifecycle });
  const material = createRagMaterial({ mesh: createMeshClient({ meshUrl: mesh.url, tls, lifecycle }) });
  const ready = documents.filter(({ status }) => status === 'ready').map(({ id }) => id);
  return { material, ready, mesh };
};

const unread = (count: number) => Array.from({ length: count }, (): Status => 'extracting');

describe('the newest ready documents', () => {
  it('are found behind more documents than a page has that are not ready', async () => {
    const { material, ready } = await materialOf([...unread(25), 'ready']);
    expect(await material.readyDocuments()).toEqual(ready);
  });

  it('are two when one of them is on a later page, so that the reader chooses', async () => {
    const { material, ready } = await materialOf(['ready', ...unread(30), 'ready', 'ready']);
    expect(await material.readyDocuments()).toEqual(ready.slice(0, 2));
  });

  it('are none when no document is ready', async () => {
    const { material } = await materialOf(unread(45));
    expect(await material.readyDocuments()).toEqual([]);
  });

  it('take one call when the first page has two', async () => {
    const { material, ready, mesh } = await materialOf(['ready', 'ready', ...unread(40)]);
    expect(await material.readyDocuments()).toEqual(ready);
    expect(mesh.requests).toHaveLength(1);
  });
});
