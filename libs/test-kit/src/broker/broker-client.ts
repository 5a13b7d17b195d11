import { request } from 'node:http';
import { text } from 'node:stream/consumers';

/** The environment variable with the broker's address, set by jest's main process for its workers. */
export const brokerVariable = 'AI_TEACHER_TEST_BROKER';

/** Calls a function of jest's main process (see broker-server.ts). */
export const callBroker = async <T>(name: string, ...args: unknown[]): Promise<T> => {
  const broker = process.env[brokerVariable];
  if (!broker) throw new Error('No test broker: run the test through jest.config.mjs, which starts it.');
  return new Promise<T>((resolve, reject) => {
    // Plain http without keep-alive, so no open connection prevents a test file from ending.
    const asked = request(`${broker}/${name}`, { method: 'POST', agent: false }, async (answer) => {
      const { result, fault } = JSON.parse(await text(answer)) as { result: T; fault?: string };
      if (fault === undefined) resolve(result);
      else reject(new Error(`${name} failed in the test broker: ${fault}`));
    });
    asked.once('error', reject);
    asked.end(JSON.stringify(args));
  });
};
