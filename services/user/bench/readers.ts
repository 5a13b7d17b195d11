/**
 * The readers of `academics.ts`, in a separate process. Receives one round as a message, sends its requests,
 * and reports the milliseconds of each.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { createAppClient } from '@ai-teacher/test-kit/app/app-client.ts';
import { testCertificates } from '@ai-teacher/test-kit/identity/certificates.ts';

export type Round = {
  readonly port: number;
  readonly requests: readonly { readonly path: string; readonly headers: Record<string, string> }[];
  readonly seconds: number;
  /** Requests per second, each due at its own time; undefined: as many as four clients can send. */
  readonly perSecond?: number;
};

const clients = 4;

const readersOf = async ({ port, requests }: Round) => {
  const { raw } = await createAppClient(port);
  const identity = (await testCertificates()).identity('gateway');
  let next = 0;
  return async (): Promise<void> => {
    const request = requests[next++ % requests.length];
    if (request === undefined) throw new Error('a round needs a request');
    const { status, text } = await raw({ method: 'GET', identity, ...request });
    if (status !== 200) throw new Error(`${request.path} answered ${status}: ${text}`);
  };
};

const closedLoop = async (read: () => Promise<void>, seconds: number): Promise<number[]> => {
  const times: number[] = [];
  const end = performance.now() + seconds * 1_000;
  const client = async (): Promise<void> => {
    for (let sent = performance.now(); sent < end; sent = performance.now()) {
      await read();
      times.push(performance.now() - sent);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return times;
};

/** The time of a read counts from its due time, so a late sender hides no waiting. */
const openLoop = async (read: () => Promise<void>, seconds: number, perSecond: number): Promise<number[]> => {
  const start = performance.now();
  return Promise.all(
    Array.from({ length: seconds * perSecond }, async (_, place) => {
      const due = start + (place * 1_000) / perSecond;
      await pause(Math.max(1, due - performance.now()));
      await read();
      return performance.now() - due;
    }),
  );
};

process.on('message', async (round: Round) => {
  const read = await readersOf(round);
  // Opens the connections.
  await Promise.all(Array.from({ length: clients }, read));
  const send = (message: unknown): void => {
    process.send?.(message);
  };
  send('ready');
  const { seconds, perSecond } = round;
  send(await (perSecond === undefined ? closedLoop(read, seconds) : openLoop(read, seconds, perSecond)));
  process.disconnect?.();
});
