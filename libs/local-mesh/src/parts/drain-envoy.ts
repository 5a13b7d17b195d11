import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { waitUntil } from '../wait-until.ts';

/** What a person who stops the mesh waits for the requests of others; streams may last longer, and are cut. */
const patienceSeconds = 1;

/**
 * Takes no more connections, says goodbye on the open ones, and waits a moment for what is under way
 * (envoy/README.md). An Envoy that does not answer has nothing to drain.
 */
export async function drainEnvoy(adminPort: number): Promise<void> {
  try {
    await ask(adminPort, 'POST', '/healthcheck/fail');
    await ask(adminPort, 'POST', '/drain_listeners?graceful&skip_exit');
    const idle = async () =>
      requestsUnderWay(await ask(adminPort, 'GET', '/stats?filter=downstream_rq_active')) === 0;
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

async function ask(port: number, method: 'GET' | 'POST', path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path, method, agent: false, timeout: 500 };
    const asked = request(options, (answer) => text(answer).then(resolve, reject));
    asked.once('timeout', () => asked.destroy(new Error('Envoy does not answer')));
    asked.once('error', reject);
    asked.end();
  });
}
