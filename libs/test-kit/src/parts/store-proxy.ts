import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/**
 * The behaviour of a store: unchanged (`well`); accepting and losing every command, as when its host has died
 * (`silent`); refusing every command (`erring`); answering a second late (`slow`); ending every connection
 * (`away`).
 */
export type StoreMood = 'well' | 'silent' | 'erring' | 'slow' | 'away';

export type StoreProxy = {
  /** The Redis behind it, through the proxy. */
  url: string;
  /** Changes the behaviour from now on, also for open connections. */
  feel(mood: StoreMood): void;
  close(): Promise<void>;
};

const lateMilliseconds = 1_000;
const refusal = '-ERR this store refuses every command\r\n';

/** Each command is an array: a line with the number of its words. */
const commandsIn = (bytes: Buffer): number => bytes.toString('latin1').match(/^\*\d+\r$/gm)?.length ?? 0;

/** Starts a proxy between a service and its Redis, so that a test can simulate failures of the store. */
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
    // A connection that lost bytes stays dead, because TCP delivers nothing after lost bytes.
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
