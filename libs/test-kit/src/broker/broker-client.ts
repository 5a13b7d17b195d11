import { request } from 'node:http';
import { text } from 'node:stream/consumers';

/** The variable through which jest's main process tells its workers where the broker listens. */
export const brokerVariable = 'AI_TEACHER_TEST_BROKER';

/** Calls a function of jest's main process (see broker-server.ts). */
export const callBroker = async <T>(name: string, ...args: unknown[]): Promise<T> => {
  const broker = process.env[brokerVariable];
  if (!broker) throw new Error('No test broker: run the test through jest.config.mjs, which starts it.');
  return new Promise<T>((resolve, reject) => {
    // Plain http without keep-alive: nothing stays open that would keep a test file from ending.
    const asked = request(`${broker}/${name}`, { method: 'POST', agent: false }, async (answer) => {
      const { result, fault } = JSON.parse(await text(answer)) as { result: T; fault?: string };
      if (fault === undefined) resolve(result);
      else reject(new Error(`${name} failed in the test broker: ${fault}`));
    });
    asked.once('error', reject);
    asked.end(JSON.stringify(args));
  });
};
