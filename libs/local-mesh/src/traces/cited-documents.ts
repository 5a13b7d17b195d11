import { attributeNames } from '@ai-teacher/service-kit/telemetry/names.ts';
import { z } from 'zod';
import { childrenOf } from './critical-time.ts';
import { findTagged, type Trace, type TraceSpan } from './trace-search.ts';

/** A document that an answer cites, with the spans of the jobs that ingested it. */
export type CitedDocument = {
  readonly documentId: string;
  /** Empty when Jaeger has forgotten the ingestion. */
  readonly jobs: readonly Trace[];
};

const ids = z.array(z.guid());

/** The documents that a span cites. Jaeger returns a list as its JSON text. */
export const citedBy = ({ tags }: TraceSpan): readonly string[] => {
  const value = tags[attributeNames.citedDocuments];
  try {
    const cited = ids.safeParse(typeof value === 'string' ? JSON.parse(value) : value);
    return cited.success ? cited.data : [];
  } catch {
    return [];
  }
};

/** Finds the ingestion of every document that these traces cite. */
export const findCitedDocuments = (jaegerUrl: string, traces: readonly Trace[]): Promise<CitedDocument[]> => {
  const cited = new Set(traces.flatMap(({ spans }) => spans).flatMap(citedBy));
  return Promise.all(
    [...cited].map(async (documentId) => {
      const found = await findTagged(jaegerUrl, { [attributeNames.documentId]: documentId });
      return { documentId, jobs: found.map((trace) => jobsOf(trace, documentId)) };
    }),
  );
};

/** The part of a trace that belongs to the jobs of a document. */
const jobsOf = (trace: Trace, documentId: string): Trace => {
  const children = childrenOf(trace);
  const withDescendants = (span: TraceSpan): TraceSpan[] => [
    span,
    ...(children.get(span.id) ?? []).flatMap(withDescendants),
  ];
  const jobs = trace.spans.filter(({ tags }) => tags[attributeNames.documentId] === documentId);
  return { id: trace.id, spans: [...new Set(jobs.flatMap(withDescendants))] };
};
