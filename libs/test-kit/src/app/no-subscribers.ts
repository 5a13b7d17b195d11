import { receiverOf } from '@ai-teacher/contracts/event-delivery.ts';
import type { MeshClient } from '@ai-teacher/service-kit/clients/mesh-client.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { Lifecycle } from '@ai-teacher/service-kit/lifecycle.ts';

/**
 * A client whose deliveries of events wait until the app stops, because no subscriber listens in a test of
 * one service. The outbox then holds every event for the test to read, and no attempt is repeated beside the
 * tests. Every other call reaches `mesh`.
 */
export const withoutSubscribers = (mesh: MeshClient, { stopSignal }: Lifecycle): MeshClient => ({
  call: async (op, input) => {
    if (op.path !== receiverOf(op.service, 'deliverEvent').path) return mesh.call(op, input);
    await aborted(stopSignal);
    throw new Problem('upstream-unavailable', { cause: stopSignal.reason });
  },
});

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
