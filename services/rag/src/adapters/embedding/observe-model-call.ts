import { histogram } from '@ai-teacher/service-kit/telemetry/instruments.ts';
import { metricCatalogue } from '@ai-teacher/service-kit/telemetry/metrics.ts';
import { attributeNames, spanCatalogue } from '@ai-teacher/service-kit/telemetry/names.ts';
import { clientSpan } from '@ai-teacher/service-kit/telemetry/spans.ts';
import { APIError } from 'openai';

export type ModelUse = { readonly inputTokens: number | undefined };

/**
 * Records a span, a duration and the tokens of each call of a model. Nothing of the texts is recorded.
 *
 * @param called.operation `embeddings` or `rerank`.
 */
export const observeModelCall = ({ operation, model }: { operation: string; model: string }) => {
  const attributes = {
    [attributeNames.modelOperation]: operation,
    [attributeNames.modelProvider]: 'openai',
    [attributeNames.modelRequested]: model,
  };
  const duration = histogram(metricCatalogue.modelOperationDuration);
  const usage = histogram(metricCatalogue.modelTokenUsage);
  return <Result>(call: (report: (use: ModelUse) => void) => Promise<Result>): Promise<Result> =>
    clientSpan(spanCatalogue.callModel.name(operation, model), attributes, async (span) => {
      const startedAt = performance.now();
      const seconds = (): number => (performance.now() - startedAt) / 1_000;
      try {
        const result = await call(({ inputTokens }) => {
          if (inputTokens === undefined) return;
          span.setAttribute(attributeNames.modelInputTokens, inputTokens);
          usage.record(inputTokens, { ...attributes, [attributeNames.modelTokenType]: 'input' });
        });
        duration.record(seconds(), attributes);
        return result;
      } catch (error) {
        duration.record(seconds(), { ...attributes, [attributeNames.errorType]: kindOf(error) });
        throw error;
      }
    });
};

/** The text of a server's error belongs to the server: only its status or the class is recorded. */
const kindOf = (error: unknown): string => {
  if (error instanceof APIError && typeof error.status === 'number') return String(error.status);
  return error instanceof Error ? error.name : typeof error;
};
