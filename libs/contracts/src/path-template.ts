/** A path of a contract, with `{name}` where a parameter stands. */
const parameter = /\{(\w+)\}/g;

/**
 * Where an operation is reached: the template with its parameters filled in, and the query behind it.
 *
 * @param params values by name, escaped here.
 * @param query values by name; undefined ones are left out.
 */
export const locationOf = (
  template: string,
  { params, query }: { readonly params?: unknown; readonly query?: unknown },
): string => {
  const values = (params ?? {}) as Record<string, unknown>;
  const path = template.replaceAll(parameter, (_, name: string) =>
    encodeURIComponent(String(values[name] ?? '')),
  );
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries((query ?? {}) as Record<string, unknown>))
    if (value !== undefined) search.set(name, String(value));
  return search.size === 0 ? path : `${path}?${search}`;
};

/** Matches the paths that a template stands for; its parameters are named groups. */
export const patternOf = (template: string): RegExp =>
  new RegExp(`^${template.replaceAll('.', '\\.').replaceAll(parameter, '(?<$1>[^/]+)')}$`);
