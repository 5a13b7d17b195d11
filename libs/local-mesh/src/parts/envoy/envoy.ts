import { findBinary } from '../../provision/find-binary.ts';
import { type EnvoyFolders, envoyRewrite, renderEnvoy } from '../../rendering/render-envoy.ts';
import type { Rewrite } from '../../rendering/rewrite-yaml.ts';
import { type Addresses, portOf } from '../../state/addresses.ts';
import { repositoryRoot } from '../../state/state-directory.ts';
import { answersOk } from '../http-health.ts';
import type { Part } from '../part.ts';
import { drainEnvoy } from './drain-envoy.ts';

export type EnvoyOptions = {
  addresses: Addresses;
  folders: EnvoyFolders;
  /** The variables of the plan: REQUIRE_TLS. */
  environment?: Record<string, string>;
  /** For tests that replace a part. */
  rewrite?: Rewrite;
};

/**
 * In a full stop clients have no other gateway to change to, so only the requests in progress get a short
 * time.
 */
const stopGraceSeconds = 1;
const quietSeconds = 1;

/** Envoy with the files of envoy/, rendered for the addresses of this mesh. */
export const envoyPart = ({
  addresses,
  folders,
  environment = {},
  rewrite = envoyRewrite(addresses, folders),
}: EnvoyOptions): Part => {
  const adminPort = portOf(addresses, 'gateway', 'admin');
  return {
    name: 'gateway',
    dependsOn: [],
    startSeconds: 30,
    stopGraceSeconds,
    drainSeconds: 20,
    provision: async (report) => {
      await findBinary('envoy', report);
    },
    prepare: async () => {
      const file = await renderEnvoy(rewrite, folders.configuration);
      // Two workers suit a developer's machine. --base-id would matter for hot restarts only.
      const args = ['-c', file, '--concurrency', '2', '--disable-hot-restart', '--log-level', 'warning'];
      // Writes access log lines soon after their requests; the default is up to ten seconds later.
      args.push('--file-flush-interval-msec', '200');
      // Rejects a misspelt field in a route file instead of ignoring it.
      args.push('--reject-unknown-dynamic-fields');
      return {
        command: (await findBinary('envoy')).file,
        args,
        environment,
        workingDirectory: repositoryRoot,
        stopSignal: 'SIGTERM',
      };
    },
    isHealthy: () => answersOk(adminPort, '/ready'),
    beforeStop: (graceSeconds) =>
      drainEnvoy(adminPort, {
        maxSeconds: graceSeconds,
        quietSeconds: graceSeconds > stopGraceSeconds ? quietSeconds : 0,
      }),
  };
};
