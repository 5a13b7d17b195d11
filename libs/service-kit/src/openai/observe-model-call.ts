import { histogram } from '../telemetry/instruments.ts';
import { metricCatalogue } from '../telemetry/metrics.ts';
import { attributeNames, spanCatalogue } from '../telemetry/names.ts';
import { clientSpan } from '../telemetry/spans.ts';
import { kindOfFailure, modelAttributes } from './model-telemetry.ts';

export type ModelUse = { readonly inputTokens: number | undefined };

/**
 * Records a span, a duration and the tokens of each call of a model. Nothing of the texts is recorded.
 *
 * @param called.operation `embeddings` or `rerank`.
 */
export const observeModelCall = ({ operation, model }: { operation: string; model: string }) => {
  const attributes = modelAttributes({ operation, model });
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
        duration.record(seconds(), { ...attributes, [attributeNames.errorType]: kindOfFailure(error) });
        throw error;
      }
    });
};
