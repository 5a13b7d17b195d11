import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A wire to a port of this machine that can be made slow while it is in use. */
export type Wire = {
  readonly port: number;
  /** From now on every answer comes this much later; 0 is a good wire. */
  readonly delayAnswers: (milliseconds: number) => void;
  readonly close: () => void;
};

/** Lays a wire to `target`; the two ends of it are closed together. */
export const layWire = async (target: number): Promise<Wire> => {
  let delayMilliseconds = 0;
  const ends = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(target, '127.0.0.1');
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      ends.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => ends.delete(one) && other.destroy());
    }
    near.pipe(far);
    far.on('data', (answer) => {
      if (delayMilliseconds === 0) near.write(answer);
      else setTimeout(() => near.writable && near.write(answer), delayMilliseconds);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    delayAnswers: (milliseconds) => {
      delayMilliseconds = milliseconds;
    },
    close: () => {
      server.close();
      for (const end of ends) end.destroy();
    },
  };
};
