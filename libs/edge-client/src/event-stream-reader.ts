import { createParser } from 'eventsource-parser';

/** One server-sent event as received (WHATWG HTML, 9.2). */
export type WireEvent = { readonly id: string | null; readonly event: string; readonly data: string };

/**
 * Reads a `text/event-stream` body event by event. Comments (heartbeats) and unknown fields are skipped. An
 * event without a name is a `message`. The `id` of an event without an id field is null. Leaving the loop
 * cancels the body. Safari cannot iterate over a stream, so the function uses its reader.
 */
export const readEventStream = async function* (body: ReadableStream<Uint8Array>): AsyncGenerator<WireEvent> {
  const received: WireEvent[] = [];
  const parser = createParser({
    onEvent: ({ id = null, event = 'message', data }) => received.push({ id, event, data }),
  });
  const decoder = new TextDecoder();
  const reader = body.getReader();
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      parser.feed(decoder.decode(read.value, { stream: true }));
      yield* received.splice(0);
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
};
