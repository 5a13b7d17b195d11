import { randomBytes } from 'node:crypto';

/** Invented spans, sent to a collector as a service would (OTLP over HTTP, as JSON). */
export type MadeUpSpan = {
  name: string;
  attributes?: Readonly<Record<string, string | number>>;
  /** With the status ERROR. */
  failed?: boolean;
  milliseconds?: number;
};

const serverKind = 2;
const errorStatus = 2;

/**
 * Sends one trace of sibling spans; a new trace unless an id is given.
 *
 * @returns the trace id. @throws Error when the collector refuses it.
 */
export const sendTrace = async (
  httpPort: number,
  service: string,
  spans: readonly MadeUpSpan[],
  traceId = randomBytes(16).toString('hex'),
): Promise<string> => {
  const resource = { attributes: attributesOf({ 'service.name': service }) };
  const scopeSpans = [{ scope: {}, spans: spans.map((span) => toOtlp(span, traceId)) }];
  const response = await fetch(`http://127.0.0.1:${httpPort}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceSpans: [{ resource, scopeSpans }] }),
  });
  if (!response.ok) throw new Error(`the collector answered ${response.status}: ${await response.text()}`);
  return traceId;
};

const toOtlp = ({ name, attributes = {}, failed = false, milliseconds = 5 }: MadeUpSpan, traceId: string) => {
  const end = BigInt(Date.now()) * 1_000_000n;
  return {
    traceId,
    spanId: randomBytes(8).toString('hex'),
    name,
    kind: serverKind,
    startTimeUnixNano: String(end - BigInt(milliseconds) * 1_000_000n),
    endTimeUnixNano: String(end),
    attributes: attributesOf(attributes),
    status: failed ? { code: errorStatus } : {},
  };
};

const attributesOf = (attributes: Readonly<Record<string, string | number>>) => {
  return Object.entries(attributes).map(([key, value]) => ({
    key,
    value: typeof value === 'number' ? { intValue: String(value) } : { stringValue: value },
  }));
};
