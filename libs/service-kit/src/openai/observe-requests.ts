import { context, type Span } from '@opentelemetry/api';
import { histogram } from '../telemetry/instruments.ts';
import { metricCatalogue } from '../telemetry/metrics.ts';
import { attributeNames, spanCatalogue } from '../telemetry/names.ts';
import { clientSpan } from '../telemetry/spans.ts';
import type { Completion, ModelPart } from './completion-stream.ts';
import { kindOfFailure, modelAttributes } from './model-telemetry.ts';

export type ModelObserver = (
  signal: AbortSignal,
  request: () => AsyncGenerator<ModelPart, void>,
) => AsyncGenerator<ModelPart, void>;

const operation = 'chat';

/** Records a span and measurements for each request. Nothing of the question or of the answer is recorded. */
export const observeRequests = ({ model, now }: { model: string; now: () => number }): ModelObserver => {
  const attributes = modelAttributes({ operation, model });
  const firstToken = histogram(metricCatalogue.modelTimeToFirstToken);
  const duration = histogram(metricCatalogue.modelOperationDuration);
  const usage = histogram(metricCatalogue.modelTokenUsage);
  const count = (type: 'input' | 'output', tokens: number | null): void => {
    if (tokens !== null) usage.record(tokens, { ...attributes, [attributeNames.modelTokenType]: type });
  };
  return async function* (signal, request) {
    const { span, inside, close } = openClientSpan(
      spanCatalogue.callModel.name(operation, model),
      attributes,
    );
    const startedAt = now();
    const seconds = (): number => (now() - startedAt) / 1_000;
    let begun = false;
    let completion: Completion | undefined;
    let errorType: string | undefined = 'aborted';
    let failure: { readonly error: unknown } | undefined;
    const parts = request();
    try {
      // Only the first step sends the request, so only this step needs the context of the span.
      for (let next = await inside(() => parts.next()); next.done !== true; next = await parts.next()) {
        const part = next.value;
        if (part.kind === 'usage') completion = part.completion;
        else if (!begun) {
          begun = true;
          firstToken.record(seconds(), attributes);
        }
        yield part;
      }
      errorType = undefined;
    } catch (error) {
      errorType = signal.aborted ? 'aborted' : kindOfFailure(error);
      failure = { error };
      throw error;
    } finally {
      await parts.return();
      const failed = errorType === undefined ? {} : { [attributeNames.errorType]: errorType };
      duration.record(seconds(), { ...attributes, ...failed });
      if (errorType === undefined && completion !== undefined) {
        span?.setAttributes(attributesOf(completion));
        count('input', completion.inputTokens);
        count('output', completion.outputTokens);
      }
      await close(failure);
    }
  };
};

const attributesOf = ({ model, finishReason, inputTokens, outputTokens }: Completion) => ({
  [attributeNames.modelAnswered]: model,
  [attributeNames.modelFinishReasons]: [finishReason],
  ...(inputTokens === null ? {} : { [attributeNames.modelInputTokens]: inputTokens }),
  ...(outputTokens === null ? {} : { [attributeNames.modelOutputTokens]: outputTokens }),
});

type OpenSpan = {
  readonly span: Span | undefined;
  /** Runs `work` in the context of the span. */
  readonly inside: <T>(work: () => T) => T;
  readonly close: (failure: { readonly error: unknown } | undefined) => Promise<void>;
};

/** Opens a span that ends when `close` is called; a generator cannot run inside of a function. */
const openClientSpan = (name: string, attributes: Parameters<typeof clientSpan>[1]): OpenSpan => {
  const ended = Promise.withResolvers<void>();
  let within = context.active();
  let span: Span | undefined;
  const closed = clientSpan(name, attributes, (opened) => {
    within = context.active();
    span = opened;
    return ended.promise;
    // The reader receives a failure from the parts; the promise of the span only repeats it.
  }).catch(() => undefined);
  return {
    span,
    inside: (work) => context.with(within, work),
    close: (failure) => {
      if (failure === undefined) ended.resolve();
      else ended.reject(failure.error);
      return closed;
    },
  };
};
