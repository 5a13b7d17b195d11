import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A proxy to another port that a test can close and open, to make a part unavailable and available again. */
export type SwitchableProxy = {
  readonly url: string;
  readonly open: () => Promise<void>;
  readonly close: () => Promise<void>;
};

export const switchableProxy = async (target: string): Promise<SwitchableProxy> => {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let server: Server | undefined;
  let ownPort = 0;
  const open = async (): Promise<void> => {
    server = createServer((socket) => {
      const onward = connect(Number(port), hostname);
      for (const [end, other] of [
        [socket, onward],
        [onward, socket],
      ] as const) {
        sockets.add(end);
        end.on('error', () => other.destroy());
        end.on('close', () => sockets.delete(end));
      }
      socket.pipe(onward).pipe(socket);
    });
    server.listen(ownPort, '127.0.0.1');
    await once(server, 'listening');
    ownPort = (server.address() as AddressInfo).port;
  };
  const close = async (): Promise<void> => {
    if (server === undefined) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
    server = undefined;
  };
  await open();
  return { url: `http://127.0.0.1:${ownPort}`, open, close };
};
