import path from 'node:path';
import { execa } from 'execa';
import { repositoryRoot } from '../../state/state-directory.ts';

const script = path.join(repositoryRoot, 'envoy', 'drain.sh');

/**
 * Runs envoy/drain.sh: the gateway takes its leave, until nobody comes any more. Whatever comes of it, it is over soon
 * after `mostSeconds`: an Envoy that does not answer has nothing to drain.
 *
 * @param quietSeconds without a request are enough; 0 waits for what is under way alone.
 */
export const drainEnvoy = async (
  adminPort: number,
  { mostSeconds, quietSeconds }: { mostSeconds: number; quietSeconds: number },
): Promise<void> => {
  await execa('bash', [script, String(adminPort), String(mostSeconds), String(quietSeconds)], {
    stdin: 'ignore',
    reject: false,
    timeout: (mostSeconds + 1) * 1_000,
  });
};
