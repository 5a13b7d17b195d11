import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

/** One request that is sent repeatedly. */
export type Target = {
  readonly method: string;
  readonly path: string;
  readonly token?: string;
  readonly body?: string;
};

/** One request and its repetitions. */
export type Sample = {
  /** The status of the last answer; 0 without an answer. */
  readonly status: number;
  /** Milliseconds of the last attempt. */
  readonly milliseconds: number;
  readonly attempts: number;
  readonly hasRetryAfter: boolean;
};

export type Sender = (target: Target) => Promise<Sample>;

const timeoutMilliseconds = 20_000;
/**
 * Clients of a school have many addresses, and the gateway's backstop bounds the requests of each one. Only
 * Linux has all addresses of the loopback network without a configuration.
 */
const clientAddresses =
  process.platform === 'linux' ? Array.from({ length: 32 }, (_, place) => `127.0.1.${place + 1}`) : [];
/** Enough that waiting answers never slow an open loop down. */
const maxSockets = 1_024;

/**
 * Creates a sender of requests to the gateway.
 *
 * @param repetitions of a refused request, immediately and without regard to Retry-After, as a bad client
 * does.
 */
export const createSender = (gatewayUrl: string, repetitions: number): Sender => {
  const agent = new Agent({ keepAlive: true, maxSockets });
  let sentCount = 0;
  const nextAddress = (): string | undefined => {
    sentCount += 1;
    return clientAddresses[sentCount % clientAddresses.length];
  };
  const sendOnce = (target: Target): Promise<Omit<Sample, 'attempts'>> => {
    const beganAt = performance.now();
    const { promise, resolve } = Promise.withResolvers<Omit<Sample, 'attempts'>>();
    const sent = request(
      new URL(target.path, gatewayUrl),
      {
        ...{ method: target.method, agent, headers: headersOf(target) },
        ...{ timeout: timeoutMilliseconds, localAddress: nextAddress() },
      },
      (answer) => {
        const { statusCode: status = 0, headers } = answer;
        answer.resume();
        answer.once('close', () =>
          resolve({
            status: answer.complete ? status : 0,
            milliseconds: performance.now() - beganAt,
            hasRetryAfter: headers['retry-after'] !== undefined,
          }),
        );
      },
    );
    const lose = () =>
      resolve({ status: 0, milliseconds: performance.now() - beganAt, hasRetryAfter: false });
    sent.once('error', lose);
    sent.once('timeout', () => sent.destroy());
    sent.end(target.body);
    return promise;
  };
  return async (target) => {
    for (let attempts = 1; ; attempts += 1) {
      const sample = await sendOnce(target);
      if (attempts > repetitions || (sample.status !== 503 && sample.status !== 0))
        return { ...sample, attempts };
    }
  };
};

const headersOf = ({ token, body }: Target): Record<string, string> => ({
  ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  ...(body === undefined
    ? {}
    : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }),
});

const targetAt = (targets: readonly Target[], place: number): Target =>
  targets[place % targets.length] as Target;

/** Sends at a constant rate, whatever the answers do. */
export const openLoop = async (
  send: Sender,
  targets: readonly Target[],
  { perSecond, seconds }: { readonly perSecond: number; readonly seconds: number },
): Promise<Sample[]> => {
  const count = Math.round(perSecond * seconds);
  const beganAt = performance.now();
  const samples: Promise<Sample>[] = [];
  while (samples.length < count) {
    const due = Math.min(count, Math.floor(((performance.now() - beganAt) / 1_000) * perSecond) + 1);
    while (samples.length < due) samples.push(send(targetAt(targets, samples.length)));
    await pause(1);
  }
  return Promise.all(samples);
};

/** Sends the next request when one of `connections` was answered. */
export const closedLoop = async (
  send: Sender,
  targets: readonly Target[],
  { connections, seconds }: { readonly connections: number; readonly seconds: number },
): Promise<Sample[]> => {
  const end = performance.now() + seconds * 1_000;
  const samples: Sample[] = [];
  let sent = 0;
  const one = async (): Promise<void> => {
    while (performance.now() < end) {
      sent += 1;
      samples.push(await send(targetAt(targets, sent)));
    }
  };
  await Promise.all(Array.from({ length: connections }, one));
  return samples;
};
