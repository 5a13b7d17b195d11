import { request } from 'node:http';

/** Whether a GET over the loopback interface answers 200 within two seconds. */
export const answersOk = async (
  port: number,
  path: string,
  headers: Record<string, string> = {},
): Promise<boolean> => {
  return new Promise((resolve, reject) => {
    // No keep-alive agent: an open connection of the probe would delay the stop of the probed program.
    const probe = request(
      { host: '127.0.0.1', port, path, headers, agent: false, timeout: 2_000 },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode === 200);
      },
    );
    probe.once('timeout', () => probe.destroy(new Error(`no answer from port ${port}`)));
    probe.once('error', reject);
    probe.end();
  });
};
