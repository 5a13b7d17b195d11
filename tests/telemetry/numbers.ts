import { z } from 'zod';

/** Queries to the metrics store, in PromQL. */

const answered = z.object({
  data: z.object({
    result: z.array(
      z.object({ metric: z.record(z.string(), z.string()), value: z.tuple([z.number(), z.string()]) }),
    ),
  }),
});

/** The current result of a query: labels and value of every series. */
export const queryNumbers = async (
  prometheusUrl: string,
  query: string,
): Promise<{ labels: Record<string, string>; value: number }[]> => {
  const url = `${prometheusUrl}/api/v1/query?${new URLSearchParams({ query, nocache: '1' })}`;
  const { data } = answered.parse(await (await fetch(url)).json());
  return data.result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
};

/** The names of all stored metrics. */
export const metricNames = async (prometheusUrl: string): Promise<Set<string>> => {
  const answer = await (await fetch(`${prometheusUrl}/api/v1/label/__name__/values`)).json();
  return new Set(z.object({ data: z.array(z.string()) }).parse(answer).data);
};

const words = new Set(['and', 'or', 'unless', 'bool', 'by', 'without', 'on', 'ignoring']);

/** The metrics in an expression: its words other than labels, functions and operators. */
export const metricsIn = (expression: string): string[] => {
  const bare = expression
    .replaceAll(/"(?:[^"\\]|\\.)*"/g, '')
    .replaceAll(/\{[^}]*\}|\[[^\]]*\]/g, '')
    .replaceAll(/\b(by|without|on|ignoring)\s*\([^)]*\)/g, '');
  const found = [...bare.matchAll(/[a-zA-Z_:][\w:]*(?![\w:]*\s*\()/g)].map(([name]) => name);
  return [...new Set(found)].filter((name) => !words.has(name));
};
