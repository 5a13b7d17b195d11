import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { serviceNames } from '@ai-teacher/contracts/values.ts';
import { type MetricDeclaration, metricCatalogue } from '@ai-teacher/service-kit/telemetry/metrics.ts';
import {
  attributeNames,
  type SpanDeclaration,
  serverSpanAttributes,
  spanCatalogue,
} from '@ai-teacher/service-kit/telemetry/names.ts';
import { repositoryRoot } from '@ai-teacher/tooling/generated-files.ts';

export type DeclaredTelemetry = {
  /** Every attribute that the code may write. */
  readonly attributes: readonly string[];
  readonly spans: readonly SpanDeclaration<string[]>[];
  readonly metrics: readonly MetricDeclaration[];
};

type NamesFile = {
  readonly attributeNames: Readonly<Record<string, string>>;
  readonly spanCatalogue: Readonly<Record<string, SpanDeclaration<string[]>>>;
};

/** A service's own names from its sources, if it has any. */
const namesOf = async (service: string): Promise<NamesFile | undefined> => {
  const file = join(repositoryRoot, 'services', service, 'src/telemetry-names.ts');
  return existsSync(file) ? ((await import(file)) as NamesFile) : undefined;
};

/** The joint declarations of the kit and the services. */
export const declaredTelemetry = async (): Promise<DeclaredTelemetry> => {
  const own = (await Promise.all(serviceNames.map(namesOf))).filter((names) => names !== undefined);
  return {
    attributes: [
      ...Object.values(attributeNames),
      ...own.flatMap((names) => Object.values(names.attributeNames)),
    ],
    spans: [
      ...Object.values<SpanDeclaration<string[]>>(spanCatalogue),
      ...own.flatMap((names) => Object.values(names.spanCatalogue)),
    ],
    metrics: Object.values(metricCatalogue),
  };
};

/** Whether a span with this name and these attributes is declared. */
export const isDeclaredSpan = (
  { name, attributes }: { name: string; attributes: readonly string[] },
  { spans }: DeclaredTelemetry,
): boolean => {
  const always: readonly string[] = serverSpanAttributes;
  return spans.some(
    (span) =>
      new RegExp(`^${span.name('.+', '.+')}$`).test(name) &&
      attributes.every((attribute) => span.attributes.includes(attribute) || always.includes(attribute)),
  );
};
