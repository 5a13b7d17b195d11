import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/**
 * How a store behaves: as it is; accepting and losing what it is told, as when its host has died; refusing every command; answering
 * a second late; ending every connection.
 */
export type StoreMood = 'well' | 'silent' | 'erring' | 'slow' | 'away';

export type StoreProxy = {
  /** The Redis behind it, through the proxy. */
  url: string;
  /** Changes how it behaves from now on, for connections that are open too. */
  feel(mood: StoreMood): void;
  close(): Promise<void>;
};

const lateMilliseconds = 1_000;
const refusal = '-ERR this store has a bad day\r\n';

/** Each command is an array: a line with the number of its words. */
const commandsIn = (bytes: Buffer): number => bytes.toString('latin1').match(/^\*\d+\r$/gm)?.length ?? 0;

/** Stands between a service and its Redis, so that a test can spoil what the service sees of it. */
export const startStoreProxy = async (redisUrl: string): Promise<StoreProxy> => {
  const { hostname, port, pathname } = new URL(redisUrl);
  const sockets = new Set<Socket>();
  let mood: StoreMood = 'well';
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
  };
  const server = createServer((client) => {
    if (mood === 'away') {
      client.destroy();
      return;
    }
    const store = connect(Number(port), hostname);
    for (const socket of [client, store]) keep(socket);
    client.on('close', () => store.destroy());
    store.on('close', () => client.destroy());
    // A connection whose bytes were lost stays dead, as TCP has it: nothing comes after what did not arrive.
    let lost = false;
    client.on('data', (bytes: Buffer) => {
      lost ||= mood === 'silent';
      if (lost) return;
      if (mood === 'erring') client.write(refusal.repeat(commandsIn(bytes)));
      else store.write(bytes);
    });
    store.on('data', (bytes) => {
      if (mood !== 'slow') client.write(bytes);
      else setTimeout(() => client.destroyed || client.write(bytes), lateMilliseconds);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cutAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}${pathname}`,
    feel: (next) => {
      mood = next;
      if (next === 'away') cutAll();
    },
    close: async () => {
      server.close();
      cutAll();
    },
  };
};
