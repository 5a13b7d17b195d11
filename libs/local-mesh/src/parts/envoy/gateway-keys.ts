import { waitUntil } from '../../process/wait-until.ts';
import { askEnvoy } from './envoy-admin.ts';

const listeners = ['edge', 'mesh'] as const;

/**
 * Waits until both listeners of the gateway have fetched the keys for access tokens. Envoy asks for them from its
 * start on, once a second while auth is not up yet; until then the first request of each worker would ask by itself,
 * and carry that question in its trace.
 *
 * @param adminPort of Envoy, before it was sent any token: a fetch that is counted then is its own.
 */
export const gatewayHasKeys = async (adminPort: number): Promise<void> => {
  await waitUntil(
    async () => {
      const stats = await askEnvoy(adminPort, 'GET', '/stats?filter=jwks_fetch_success');
      return listeners.every((name) =>
        new RegExp(`^http\\.${name}\\..*jwks_fetch_success: [1-9]`, 'm').test(stats),
      );
    },
    { what: 'the keys for access tokens at the gateway', timeoutSeconds: 30 },
  );
};
