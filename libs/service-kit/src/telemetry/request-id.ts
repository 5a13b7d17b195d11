import { type Context, propagation } from '@opentelemetry/api';
import type { Span, SpanProcessor } from '@opentelemetry/sdk-trace';
import { attributeNames, requestIdAttribute } from './names.ts';

/**
 * Copies the request id from the baggage of the context to each span that starts in it, so one search finds
 * all spans of a request. Only this key is read; other baggage never becomes an attribute. (The published
 * baggage processor depends on a second, older tracing SDK, whose peer dependencies conflict with ours.)
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
