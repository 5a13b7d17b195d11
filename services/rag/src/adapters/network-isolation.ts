import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * The mechanism that takes the network from the child that reads files:
 * - `namespace`: a network namespace of its own, which has no interface;
 * - `permission-model`: the permission model of Node.js, from version 25 on;
 * - `egress-rule`: nothing in this process, so only the rules of its container or firewall.
 */
export type NetworkIsolation = 'namespace' | 'permission-model' | 'egress-rule';

/** Starts a program in a new network namespace, with the same user. */
export const namespaceCommand = ['unshare', '--user', '--map-current-user', '--net', '--'] as const;

const probeMilliseconds = 5_000;

/** Finds the strongest isolation of this system by trying it. */
export const detectNetworkIsolation = async (): Promise<NetworkIsolation> => {
  const [command, ...options] = namespaceCommand;
  try {
    await run(command, [...options, 'true'], { timeout: probeMilliseconds });
    return 'namespace';
  } catch {
    return process.allowedNodeEnvironmentFlags.has('--allow-net') ? 'permission-model' : 'egress-rule';
  }
};

/** A sentence for the log at the start of the service. */
export const describeIsolation: Readonly<Record<NetworkIsolation, string>> = {
  namespace: 'the child that reads files has no network: it has a network namespace of its own',
  'permission-model': 'the child that reads files has no network: the permission model of Node.js refuses it',
  'egress-rule': 'only the rules of the container protect the network from the child that reads files',
};
