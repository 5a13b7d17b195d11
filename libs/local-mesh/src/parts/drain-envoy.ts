import { waitUntil } from '../wait-until.ts';
import { askEnvoy } from './envoy-admin.ts';

/** What a person who stops the mesh waits for the requests of others; streams may last longer, and are cut. */
const patienceSeconds = 1;

/**
 * Takes no more connections, says goodbye on the open ones, and waits a moment for what is under way
 * (envoy/README.md). An Envoy that does not answer has nothing to drain.
 */
export async function drainEnvoy(adminPort: number): Promise<void> {
  try {
    await askEnvoy(adminPort, 'POST', '/healthcheck/fail');
    await askEnvoy(adminPort, 'POST', '/drain_listeners?graceful&skip_exit');
    const idle = async () =>
      requestsUnderWay(await askEnvoy(adminPort, 'GET', '/stats?filter=downstream_rq_active')) === 0;
    await waitUntil(idle, { what: 'the end of requests', timeoutSeconds: patienceSeconds });
  } catch {
    // Stopped it is in any case.
  }
}

/** Sums the gauges of all listeners, but for the one that is asking. */
function requestsUnderWay(stats: string): number {
  const gauges = [...stats.matchAll(/^http\.(?<listener>[^.]+)\.downstream_rq_active: (?<count>\d+)$/gm)];
  return gauges
    .filter(({ groups }) => groups?.listener !== 'admin')
    .reduce((sum, { groups }) => sum + Number(groups?.count), 0);
}
