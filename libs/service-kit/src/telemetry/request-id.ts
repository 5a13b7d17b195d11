import { type Context, propagation } from '@opentelemetry/api';
import type { Span, SpanProcessor } from '@opentelemetry/sdk-trace';
import { attributeNames, requestIdAttribute } from './names.ts';

/**
 * Copies the request id from the baggage of the context in which a span starts, so that one search finds them all.
 * It reads that single key: other baggage, had anyone sent some, would not become an attribute. (The published
 * baggage processor brings a second, older tracing SDK along, whose peers conflict with ours.)
 */
export class RequestIdSpanProcessor implements SpanProcessor {
  onStart(started: Span, parent: Context): void {
    const entry = propagation.getBaggage(parent)?.getEntry(requestIdAttribute);
    if (entry) started.setAttribute(attributeNames.requestId, entry.value);
  }

  onEnd(): void {}

  forceFlush(): Promise<void> {
    return Promise.resolve();
  }

  shutdown(): Promise<void> {
    return Promise.resolve();
  }
}
