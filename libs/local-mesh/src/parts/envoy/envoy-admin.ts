import { request } from 'node:http';
import { text } from 'node:stream/consumers';

/** Asks Envoy's admin interface, which listens on loopback only; rejects when it does not answer. */
export const askEnvoy = async (port: number, method: 'GET' | 'POST', path: string): Promise<string> => {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path, method, agent: false, timeout: 500 };
    const asked = request(options, (answer) => text(answer).then(resolve, reject));
    asked.once('timeout', () => asked.destroy(new Error('Envoy does not answer')));
    asked.once('error', reject);
    asked.end();
  });
};
