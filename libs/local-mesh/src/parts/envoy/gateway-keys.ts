import { waitUntil } from '../../process/wait-until.ts';
import { callEnvoyAdmin } from './envoy-admin.ts';

const listeners = ['edge', 'mesh'] as const;

/**
 * Waits until both listeners of the gateway have fetched the keys for access tokens. Envoy begins to fetch
 * them at its start and retries once a second until auth runs. Before that, the first request of each worker
 * would fetch the keys itself and show the fetch in its trace.
 *
 * @param adminPort of an Envoy that has not received a token yet, so that only its own fetches are counted.
 */
export const waitForGatewayKeys = async (adminPort: number): Promise<void> => {
  await waitUntil(
    async () => {
      const stats = await callEnvoyAdmin(adminPort, 'GET', '/stats?filter=jwks_fetch_success');
      return listeners.every((name) =>
        new RegExp(`^http\\.${name}\\..*jwks_fetch_success: [1-9]`, 'm').test(stats),
      );
    },
    { what: 'the keys for access tokens at the gateway', timeoutSeconds: 30 },
  );
};
