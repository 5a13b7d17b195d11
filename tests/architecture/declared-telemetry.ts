import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { serviceNames } from '@ai-teacher/contracts/values.ts';
import { METRIC, type MetricDeclaration } from '@ai-teacher/service-kit/telemetry/metrics.ts';
import {
  ATTRIBUTE,
  SERVER_SPAN_ATTRIBUTES,
  SPAN,
  type SpanDeclaration,
} from '@ai-teacher/service-kit/telemetry/names.ts';
import { repositoryRoot } from '@ai-teacher/tooling/generated-files.ts';

export type DeclaredTelemetry = {
  /** Every attribute that somebody may write, by hand. */
  readonly attributes: readonly string[];
  readonly spans: readonly SpanDeclaration<string[]>[];
  readonly metrics: readonly MetricDeclaration[];
};

type NamesFile = {
  readonly ATTRIBUTE: Readonly<Record<string, string>>;
  readonly SPAN: Readonly<Record<string, SpanDeclaration<string[]>>>;
};

/** A service's own names, from its sources, where it has any. */
const namesOf = async (service: string): Promise<NamesFile | undefined> => {
  const file = join(repositoryRoot, 'services', service, 'src/telemetry-names.ts');
  return existsSync(file) ? ((await import(file)) as NamesFile) : undefined;
};

/** What the kit and the services declare together. */
export const declaredTelemetry = async (): Promise<DeclaredTelemetry> => {
  const own = (await Promise.all(serviceNames.map(namesOf))).filter((names) => names !== undefined);
  return {
    attributes: [...Object.values(ATTRIBUTE), ...own.flatMap((names) => Object.values(names.ATTRIBUTE))],
    spans: [
      ...Object.values<SpanDeclaration<string[]>>(SPAN),
      ...own.flatMap((names) => Object.values(names.SPAN)),
    ],
    metrics: Object.values(METRIC),
  };
};

/** Whether a span of this name and these attributes is one that somebody declared. */
export const isDeclaredSpan = (
  { name, attributes }: { name: string; attributes: readonly string[] },
  { spans }: DeclaredTelemetry,
): boolean => {
  const always: readonly string[] = SERVER_SPAN_ATTRIBUTES;
  return spans.some(
    (span) =>
      new RegExp(`^${span.name('.+', '.+')}$`).test(name) &&
      attributes.every((attribute) => span.attributes.includes(attribute) || always.includes(attribute)),
  );
};
