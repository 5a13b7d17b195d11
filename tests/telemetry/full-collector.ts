import { createServer, type Http2Session, type ServerHttp2Stream } from 'node:http2';

/**
 * A collector that is always full: it accepts connections and refuses every batch, as the memory limiter
 * does.
 */
export type FullCollector = {
  /** The number of refused batches so far. */
  refused(): number;
  close(): Promise<void>;
};

const resourceExhausted = '8';

/** Listens for OTLP over gRPC at a port of the loopback interface, and answers RESOURCE_EXHAUSTED to all. */
export const fullCollector = async (port: number): Promise<FullCollector> => {
  let refused = 0;
  const sessions = new Set<Http2Session>();
  const server = createServer();
  server.on('session', (session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
  });
  server.on('stream', (stream: ServerHttp2Stream) => {
    refused += 1;
    stream.on('error', () => {});
    stream.respond(
      { ':status': 200, 'content-type': 'application/grpc', 'grpc-status': resourceExhausted },
      { endStream: true },
    );
    stream.resume();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  return {
    refused: () => refused,
    close: () => {
      for (const session of sessions) session.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
};
