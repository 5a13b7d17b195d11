import { request } from 'node:http';

/** Whether a plain GET on the loopback interface answers 200 within two seconds. */
export const answersOk = async (
  port: number,
  path: string,
  headers: Record<string, string> = {},
): Promise<boolean> => {
  return new Promise((resolve, reject) => {
    // No keep-alive agent: a probe must not hold a connection that delays the end of what it probes.
    const asked = request(
      { host: '127.0.0.1', port, path, headers, agent: false, timeout: 2_000 },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode === 200);
      },
    );
    asked.once('timeout', () => asked.destroy(new Error(`no answer from port ${port}`)));
    asked.once('error', reject);
    asked.end();
  });
};
