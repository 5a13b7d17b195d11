import { receiverOf } from '@ai-teacher/contracts/event-delivery.ts';
import type { MeshClient } from '@ai-teacher/service-kit/clients/mesh-client.ts';
import { createLifecycle } from '@ai-teacher/service-kit/lifecycle.ts';
import { createLogger } from '@ai-teacher/service-kit/logger.ts';
import { expect, it } from '@jest/globals';
import { withoutSubscribers } from '../src/app/no-subscribers.ts';

const delivery = receiverOf('notification', 'deliverEvent');
const other = { ...delivery, path: '/internal/other' } as const;

it('withoutSubscribers delays a delivery until the app stops, and passes every other call', async () => {
  const lifecycle = createLifecycle({ logger: createLogger({ service: 'test', level: 'silent' }) });
  const passed: string[] = [];
  const mesh: MeshClient = {
    call: async ({ path }) => {
      passed.push(path);
      return undefined as never;
    },
  };
  const client = withoutSubscribers(mesh, lifecycle);
  const input = { body: {} as never };
  const delivered = client.call(delivery, input).then(
    () => 'delivered',
    ({ code }) => code,
  );
  await client.call(other, input);
  expect(passed).toEqual(['/internal/other']);
  expect(await Promise.race([delivered, Promise.resolve('waiting')])).toBe('waiting');
  await lifecycle.close();
  expect(await delivered).toBe('upstream-unavailable');
  await expect(client.call(delivery, input)).rejects.toMatchObject({ code: 'upstream-unavailable' });
  expect(passed).toEqual(['/internal/other']);
});
