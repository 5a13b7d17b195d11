import { request } from 'node:http';
import { text } from 'node:stream/consumers';

/** Calls Envoy's admin interface, which listens on loopback only. Rejects when it does not answer. */
export const callEnvoyAdmin = async (port: number, method: 'GET' | 'POST', path: string): Promise<string> => {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path, method, agent: false, timeout: 500 };
    const call = request(options, (answer) => text(answer).then(resolve, reject));
    call.once('timeout', () => call.destroy(new Error('Envoy does not answer')));
    call.once('error', reject);
    call.end();
  });
};
