import { histogram } from '@ai-teacher/service-kit/telemetry/instruments.ts';
import { metricCatalogue } from '@ai-teacher/service-kit/telemetry/metrics.ts';
import { attributeNames, spanCatalogue } from '@ai-teacher/service-kit/telemetry/names.ts';
import { clientSpan } from '@ai-teacher/service-kit/telemetry/spans.ts';
import { context, type Span } from '@opentelemetry/api';
import { APIError } from 'openai';
import type { Completion, ModelPart } from './completion-stream.ts';

export type ModelObserver = (
  signal: AbortSignal,
  request: () => AsyncIterable<ModelPart>,
) => AsyncGenerator<ModelPart, void>;

const operation = 'chat';

/** Records a span and measurements for each request. Nothing of the question or of the answer is recorded. */
export const observeRequests = ({ model, now }: { model: string; now: () => number }): ModelObserver => {
  const attributes = {
    [attributeNames.modelOperation]: operation,
    [attributeNames.modelProvider]: 'openai',
    [attributeNames.modelRequested]: model,
  };
  const firstToken = histogram(metricCatalogue.modelTimeToFirstToken);
  const duration = histogram(metricCatalogue.modelOperationDuration);
  const usage = histogram(metricCatalogue.modelTokenUsage);
  const count = (type: 'input' | 'output', tokens: number | null): void => {
    if (tokens !== null) usage.record(tokens, { ...attributes, [attributeNames.modelTokenType]: type });
  };
  return (signal, request) =>
    inClientSpan(spanCatalogue.callModel.name(operation, model), attributes, async function* (span) {
      const startedAt = now();
      const seconds = (): number => (now() - startedAt) / 1_000;
      let begun = false;
      let completion: Completion | undefined;
      let errorType: string | undefined = 'aborted';
      try {
        for await (const part of request()) {
          if (part.kind === 'usage') completion = part.completion;
          else if (!begun) {
            begun = true;
            firstToken.record(seconds(), attributes);
          }
          yield part;
        }
        errorType = undefined;
      } catch (error) {
        errorType = signal.aborted ? 'aborted' : kindOf(error);
        throw error;
      } finally {
        const failure = errorType === undefined ? {} : { [attributeNames.errorType]: errorType };
        duration.record(seconds(), { ...attributes, ...failure });
      }
      if (completion === undefined) return;
      span?.setAttributes(attributesOf(completion));
      count('input', completion.inputTokens);
      count('output', completion.outputTokens);
    });
};

const attributesOf = ({ model, finishReason, inputTokens, outputTokens }: Completion) => ({
  [attributeNames.modelAnswered]: model,
  [attributeNames.modelFinishReasons]: [finishReason],
  ...(inputTokens === null ? {} : { [attributeNames.modelInputTokens]: inputTokens }),
  ...(outputTokens === null ? {} : { [attributeNames.modelOutputTokens]: outputTokens }),
});

/**
 * The text of a server's error belongs to the server: only its status is recorded, or the class of our own
 * exception.
 */
const kindOf = (error: unknown): string => {
  if (error instanceof APIError && typeof error.status === 'number') return String(error.status);
  return error instanceof Error ? error.name : typeof error;
};

/**
 * Yields the parts of `work` inside one client span, which ends with the last part. A generator runs in the
 * context of its reader, so every step enters the context of the span again.
 */
async function* inClientSpan<Part>(
  name: string,
  attributes: Parameters<typeof clientSpan>[1],
  work: (span: Span | undefined) => AsyncGenerator<Part, void>,
): AsyncGenerator<Part, void> {
  const ended = Promise.withResolvers<void>();
  let inside = context.active();
  let span: Span | undefined;
  const closed = clientSpan(name, attributes, (opened) => {
    inside = context.active();
    span = opened;
    return ended.promise;
    // The reader receives a failure from the parts; the promise of the span only repeats it.
  }).catch(() => undefined);
  const parts = work(span);
  try {
    for (;;) {
      const next = await context.with(inside, () => parts.next());
      if (next.done === true) return;
      yield next.value;
    }
  } catch (error) {
    ended.reject(error);
    throw error;
  } finally {
    await context.with(inside, () => parts.return());
    ended.resolve();
    await closed;
  }
}
