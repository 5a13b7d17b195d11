/**
 * `npm run keys:rotate [-- --compromised]`: makes the next signing key and prints when each step takes
 * effect.
 */
import { signIn } from '@ai-teacher/contracts/auth/sessions.ts';
import { rotateSigningKey } from '@ai-teacher/contracts/auth/signing-keys.ts';
import type { ReadOf } from '@ai-teacher/contracts/operation.ts';
import { createEdgeClient, patientRetries } from '@ai-teacher/edge-client/edge-client.ts';
import { stateDirectory } from '../state/state-directory.ts';
import { explainFault, LaunchError } from '../terminal/launch-error.ts';
import { findAdmin } from './find-admin.ts';
import { findRunningGateway } from './find-gateway.ts';

const usage = 'Usage: npm run keys:rotate [-- --compromised]';

type Rotation = ReadOf<typeof rotateSigningKey>;

/**
 * Rotates the signing key of the running mesh as its first admin. @throws LaunchError when no mesh is
 * running.
 */
const rotateKeys = async (args: readonly string[]): Promise<string[]> => {
  const [option, ...more] = args;
  if (more.length > 0 || (option !== undefined && option !== '--compromised'))
    throw new LaunchError(`Unknown arguments: ${args.join(' ')}`, usage);
  const state = stateDirectory(process.env.STATE_DIR);
  const running = await findRunningGateway(state);
  if (running === undefined)
    throw new LaunchError('No mesh is running.', 'Start one with npm start, or set GATEWAY_URL.');
  const anonymous = createEdgeClient({ gatewayUrl: running.gatewayUrl, retry: patientRetries });
  const { answer: tokens } = await anonymous.call(signIn, {
    body: await findAdmin(running.gatewayUrl, state, (line) => console.error(line)),
  });
  const compromised = option === '--compromised';
  const requestedAt = Date.now();
  const { answer } = await anonymous.as(tokens.accessToken).call(rotateSigningKey, { body: { compromised } });
  return compromised ? describeReplacement(answer) : describeRotation(answer, requestedAt);
};

const describeRotation = (
  { kid, publishedAt, signsAt, previousRetiresAt }: Rotation,
  now: number,
): string[] => [
  `Key ${kid} was published at ${publishedAt}.`,
  `It starts to sign at        ${formatInstant(signsAt, now)}. Until then the current key signs.`,
  `The previous key retires at ${formatInstant(previousRetiresAt, now)}, when its last token has expired.`,
];

const describeReplacement = ({ kid }: Rotation): string[] => [
  `Key ${kid} signs from now on. All earlier keys are revoked; services reject their tokens within 5 s.`,
  'The gateway has the old keys until it fetches the key set again, which takes at most ten minutes. Until then it',
  'forwards old tokens to the services, which reject them, and answers 401 to new tokens. To make it fetch the keys',
  'now, without a failed request: change cache_duration in lds.yaml by one second and move the changed file over',
  'the old one (envoy/README.md).',
];

const formatInstant = (instant: string, now: number): string => {
  const seconds = Math.max(0, Math.round((Date.parse(instant) - now) / 1_000));
  const remaining = seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
  return `${instant} (in ${remaining})`;
};

if (import.meta.main) {
  const outcome = await rotateKeys(process.argv.slice(2)).then(
    (lines) => ({ code: 0, text: lines.join('\n') }),
    (fault: unknown) => ({ code: 1, text: explainFault(fault) }),
  );
  (outcome.code === 0 ? process.stdout : process.stderr).write(`${outcome.text}\n`);
  // An explicit exit: the IPC channel to the bootstrap script would keep this process alive.
  process.exit(outcome.code);
}
