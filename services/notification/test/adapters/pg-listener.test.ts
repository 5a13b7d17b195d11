import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { createLifecycle } from '@ai-teacher/service-kit/lifecycle.ts';
import { createLogger } from '@ai-teacher/service-kit/logger.ts';
import { createTestDatabase } from '@ai-teacher/test-kit/parts/parts.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { startStoreProxy } from '@ai-teacher/test-kit/parts/store-proxy.ts';
import { expect, it } from '@jest/globals';
import { createListener } from '../../src/adapters/pg-listener.ts';

it('reports continue after PostgreSQL died silently, and the listener reports its return', async () => {
  const own = await createTestDatabase('notification');
  const proxy = await startStoreProxy(own.url);
  const url = new URL(own.url);
  url.port = new URL(proxy.url).port;
  const logger = createLogger({ service: 'pg-listener-test', level: 'silent' });
  let losses = 0;
  logger.warn = (() => {
    losses += 1;
  }) as typeof logger.warn;
  const lifecycle = createLifecycle({ logger });
  const reports: string[] = [];
  let returns = 0;
  const listen = createListener({
    ...{ databaseUrl: url.href, channel: 'listened', lifecycle, logger },
    ...{ checkMilliseconds: 100, answerMilliseconds: 500 },
    onReport: (payload) => reports.push(payload),
    onReturn: () => {
      returns += 1;
    },
  });
  const report = (payload: string) => readRows(own.url, `select pg_notify('listened', '${payload}')`);
  const until = (what: string, isTrue: () => boolean) => waitUntil(isTrue, { what, timeoutSeconds: 20 });
  await listen();
  await report('first');
  await until('the first report', () => reports.length === 1);
  proxy.feel('silent');
  await until('the loss of the connection', () => losses > 0);
  proxy.feel('well');
  await until('the return of the listener', () => returns === 1);
  await report('second');
  await until('the second report', () => reports.length === 2);
  expect(reports).toEqual(['first', 'second']);
  await lifecycle.close();
  await proxy.close();
  await own.drop();
}, 60_000);
