import { z } from 'zod';
import type { Operation } from './operation.ts';

/** A parameter in the path of a contract: `{name}` is one segment, `{name=**}` the rest of the path. */
const parameterPattern = /\{(\w+)(=\*\*)?\}/g;

/**
 * The address of an operation: the template with its parameters filled in, followed by the query.
 *
 * @param params values by name; this function escapes them.
 * @param query values by name; undefined values are left out.
 */
export const locationOf = (
  template: string,
  { params, query }: { readonly params?: unknown; readonly query?: unknown },
): string => {
  const values = (params ?? {}) as Record<string, unknown>;
  const path = template.replaceAll(parameterPattern, (_, name: string, rest?: string) => {
    const escaped = encodeURIComponent(String(values[name] ?? ''));
    return rest === undefined ? escaped : escaped.replaceAll('%2F', '/');
  });
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries((query ?? {}) as Record<string, unknown>))
    if (value !== undefined) search.set(name, String(value));
  return search.size === 0 ? path : `${path}?${search}`;
};

/** Matches the paths of a template. The parameters are named groups. */
export const patternOf = (template: string): RegExp =>
  new RegExp(
    `^${template
      .replaceAll('.', '\\.')
      .replaceAll(
        parameterPattern,
        (_, name: string, rest?: string) => `(?<${name}>${rest ? '.' : '[^/]'}+)`,
      )}$`,
  );

/** The path with each parameter written by `write`, for tools with another spelling of parameters. */
export const withParameters = (template: string, write: (name: string, isRest: boolean) => string): string =>
  template.replaceAll(parameterPattern, (_, name: string, rest?: string) => write(name, rest !== undefined));

/**
 * Values for the parameters of an operation's path: the first value of a closed list, otherwise a fresh id
 * that no thing has.
 */
export const unusedParams = ({
  path,
  params,
}: Pick<Operation, 'path' | 'params'>): Record<string, string> => {
  const shape: Readonly<Record<string, z.ZodType>> = params instanceof z.ZodObject ? params.shape : {};
  const names = [...path.matchAll(parameterPattern)].map(([, name = '']) => name);
  return Object.fromEntries(
    names.map((name) => {
      const field = shape[name];
      return [name, field instanceof z.ZodEnum ? String(field.options[0]) : crypto.randomUUID()];
    }),
  );
};

/** Whether a path names a thing by its id. */
export const namesThing = ({ params }: Pick<Operation, 'params'>): boolean =>
  params instanceof z.ZodObject && Object.values(params.shape).some((field) => !(field instanceof z.ZodEnum));
