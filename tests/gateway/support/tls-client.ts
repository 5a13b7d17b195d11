import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { Agent, request } from 'node:https';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { problemIn, type Question, type Reply, textOf } from './ask.ts';

/**
 * TLS clients such as a browser or a phone: they present no certificate and verify the server.
 */

export type World = { port: number; ca: string };

const place = ({ port, ca }: World) => ({ host: '127.0.0.1', port, servername: 'localhost', ca });

const headersOf = ({ headers, token }: Question) => ({
  ...headers,
  ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
});

const replyOf = (status: number, headers: Reply['headers'], text: string): Reply => ({
  status,
  headers,
  text,
  milliseconds: 0,
  problem: () => problemIn(text),
});

/** The connection after the handshake; throws when the handshake fails. */
export const handshake = async (world: World, options: ConnectionOptions = {}): Promise<TLSSocket> => {
  const socket = connect({ ...place(world), ...options });
  await once(socket, 'secureConnect');
  return socket;
};

/** HTTP/1.1 over TLS. An agent keeps connections alive; without one each request opens its own. */
export const askSecurely = async (world: World, question: Question, agent?: Agent): Promise<Reply> => {
  const { method = question.body === undefined ? 'GET' : 'POST', path, body } = question;
  const sent = request({
    ...place(world),
    agent: agent ?? new Agent({ keepAlive: false }),
    method,
    path,
    headers: headersOf(question),
  });
  sent.end(body);
  const [answer] = await once(sent, 'response');
  return replyOf(answer.statusCode, answer.headers, await textOf(answer));
};

/** HTTP/2 over TLS, one connection per request. */
export const askHttp2 = async (world: World, question: Question): Promise<Reply> => {
  const { method = question.body === undefined ? 'GET' : 'POST', path, body } = question;
  const session = connectHttp2(`https://localhost:${world.port}`, place(world));
  try {
    await once(session, 'connect');
    const stream = session.request({ ...headersOf(question), ':method': method, ':path': path });
    stream.end(body);
    const [headers] = await once(stream, 'response');
    return replyOf(headers[':status'], headers, await textOf(stream));
  } finally {
    session.destroy();
  }
};
