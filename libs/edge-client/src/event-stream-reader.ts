/** One server-sent event as it came over the wire (WHATWG HTML, 9.2). */
export type WireEvent = { readonly id: string | null; readonly event: string; readonly data: string };

const eventIn = (block: string): WireEvent | undefined => {
  let id: string | null = null;
  let event = 'message';
  const data: string[] = [];
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'id') id = value;
    else if (field === 'event') event = value;
    else if (field === 'data') data.push(value);
  }
  return data.length === 0 ? undefined : { id, event, data: data.join('\n') };
};

/** Reads a `text/event-stream` body event by event; comments (heartbeats) are passed over. */
export const readEventStream = async function* (body: ReadableStream<Uint8Array>): AsyncGenerator<WireEvent> {
  const decoder = new TextDecoder();
  let pending = '';
  for await (const bytes of body) {
    pending = (pending + decoder.decode(bytes, { stream: true })).replaceAll('\r\n', '\n');
    for (let end = pending.indexOf('\n\n'); end >= 0; end = pending.indexOf('\n\n')) {
      const event = eventIn(pending.slice(0, end));
      pending = pending.slice(end + 2);
      if (event !== undefined) yield event;
    }
  }
};
