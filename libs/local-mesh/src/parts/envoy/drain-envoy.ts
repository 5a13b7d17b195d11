import path from 'node:path';
import { execa } from 'execa';
import { repositoryRoot } from '../../state/state-directory.ts';

const script = path.join(repositoryRoot, 'envoy', 'drain.sh');

/**
 * Drains the gateway with envoy/drain.sh until no client sends requests. Ends soon after `maxSeconds` in any
 * case, also without success: an Envoy that does not answer has nothing to drain.
 *
 * @param quietSeconds without a request count as drained; 0 waits only for requests in progress.
 */
export const drainEnvoy = async (
  adminPort: number,
  { maxSeconds, quietSeconds }: { maxSeconds: number; quietSeconds: number },
): Promise<void> => {
  await execa('bash', [script, String(adminPort), String(maxSeconds), String(quietSeconds)], {
    stdin: 'ignore',
    reject: false,
    timeout: (maxSeconds + 1) * 1_000,
  });
};
