import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { patternOf } from '@ai-teacher/contracts/path-template.ts';
import { parse } from 'yaml';

/**
 * The gateway's files as data, with the routing rules of Envoy that they use.
 */

type Headers = Readonly<Record<string, string>>;

export type EnvoyRoute = {
  name: string;
  match: {
    path?: string;
    prefix?: string;
    path_match_policy?: { typed_config: { path_template: string } };
    headers?: {
      name: string;
      invert_match?: boolean;
      string_match?: { exact?: string; safe_regex?: { regex: string } };
      range_match?: { start: number; end: number };
    }[];
  };
  route?: {
    cluster: string;
    priority?: 'HIGH';
    prefix_rewrite?: string;
    path_rewrite_policy?: { typed_config: { path_template_rewrite: string } };
    timeout?: string;
    idle_timeout?: string;
    max_stream_duration?: { max_stream_duration: string };
    retry_policy?: RetryPolicy;
    rate_limits?: RateLimit[];
  };
  direct_response?: { status: number };
  typed_per_filter_config?: Record<string, { disabled?: boolean }>;
};
export type RetryPolicy = { retry_on?: string; num_retries?: number };
export type RateLimit = { stage: number; actions: Record<string, unknown>[] };

export type VirtualHost = {
  name: string;
  domains: string[];
  routes: EnvoyRoute[];
  retry_policy: RetryPolicy;
  rate_limits: RateLimit[];
  typed_per_filter_config: Record<
    string,
    { allow_origin_string_match: unknown[]; allow_headers?: string; allow_credentials?: boolean }
  >;
};

type Permission = {
  and_rules?: { rules: Permission[] };
  or_rules?: { rules: Permission[] };
  header?: { name: string; string_match: { exact: string } };
  url_path?: { path: { exact?: string; safe_regex?: { regex: string } } };
};
export type Policy = {
  permissions: Permission[];
  principals: { authenticated: { principal_name: { exact: string } } }[];
};
export type TokenRule = {
  match: Pick<EnvoyRoute['match'], 'path' | 'prefix' | 'path_match_policy'>;
  requires?: { provider_name: string };
};
export type LocalReply = {
  status_code: number;
  headers_to_add: { header: { key: string; value: string } }[];
  body_format_override: { content_type: string; json_format: Record<string, unknown> };
};

// biome-ignore lint/suspicious/noExplicitAny: Envoy's own configuration tree, narrowed where it is read.
type Tree = any;

const folder = new URL('../../../envoy/', import.meta.url);
export const envoyFile = (name: string): string => fileURLToPath(new URL(name, folder));

const read = new Map<string, Tree>();
export const readEnvoyFile = (name: string): Tree => {
  const known = read.get(name) ?? parse(readFileSync(envoyFile(name), 'utf8'), { maxAliasCount: -1 });
  read.set(name, known);
  return known;
};

export const routesOf = (file: 'rds.yaml' | 'rds-mesh.yaml'): VirtualHost[] =>
  readEnvoyFile(file).resources[0].virtual_hosts;

/** The HTTP connection managers of a listener, one for each of its filter chains. */
export const connectionManagersOf = (listener: 'edge' | 'mesh'): Tree[] =>
  readEnvoyFile('lds.yaml')
    .resources.find((resource: Tree) => resource.name === listener)
    .filter_chains.map((chain: Tree) => chain.filters[0].typed_config);

const connectionManager = (listener: 'edge' | 'mesh'): Tree => connectionManagersOf(listener)[0];

const httpFilter = (listener: 'edge' | 'mesh', name: string): Tree =>
  connectionManager(listener).http_filters.find((filter: Tree) => filter.name === name).typed_config;

export const tokenRulesOf = (listener: 'edge' | 'mesh'): TokenRule[] =>
  httpFilter(listener, 'envoy.filters.http.jwt_authn').rules;

/** The burst that the backstop admits per client address, and its refill per second. */
export const backstopPerAddress = (): {
  max_tokens: number;
  tokens_per_fill: number;
  fill_interval: string;
} => httpFilter('edge', 'envoy.filters.http.local_ratelimit').descriptors[0].token_bucket;

/** The beginnings of paths whose requests are refused early together (the filter `shed-early`). */
export const shedTogether = (): string[] =>
  Object.keys(httpFilter('edge', 'shed-early').xds_matcher.matcher_tree.prefix_match_map.map);

type Action = {
  metadata?: { descriptor_key: string };
  generic_key?: { descriptor_key: string; descriptor_value: string };
};

const keyOfAction = (action: Action): string => {
  const { metadata, generic_key } = action;
  if (generic_key !== undefined) return `${generic_key.descriptor_key}=${generic_key.descriptor_value}`;
  return metadata?.descriptor_key ?? Object.keys(action)[0] ?? '';
};

/**
 * The bucket of a limit, as `countedLimits` names it: `user`, or `budget=login/masked_remote_address` for a
 * limit with two actions.
 */
export const countedKey = ({ actions }: RateLimit): string => actions.map(keyOfAction).join('/');

export type CountedLimit = { readonly unit: string; readonly requests_per_unit: number };
type Descriptor = { key: string; value?: string; rate_limit?: CountedLimit; descriptors?: Descriptor[] };

const limitsBelow = (descriptors: readonly Descriptor[], parents: string): [string, CountedLimit][] =>
  descriptors.flatMap(({ key, value, rate_limit, descriptors: children = [] }) => {
    const name = `${parents}${value === undefined ? key : `${key}=${value}`}`;
    const own: [string, CountedLimit][] = rate_limit === undefined ? [] : [[name, rate_limit]];
    return [...own, ...limitsBelow(children, `${name}/`)];
  });

/** Requests a minute that each bucket of ratelimit/config.yaml admits. */
export const countedLimits = (): Record<string, CountedLimit> =>
  Object.fromEntries(limitsBelow(readEnvoyFile('ratelimit/config.yaml').descriptors, ''));

export const localRepliesOf = (listener: 'edge' | 'mesh'): LocalReply[] =>
  connectionManager(listener).local_reply_config.mappers;

export const meshPolicies = (): Record<string, Policy> =>
  httpFilter('mesh', 'envoy.filters.http.rbac').rules.policies;

/** The template of a token rule or of a route, as a contract writes its edge path. */
export const pathOf = ({ path, path_match_policy }: TokenRule['match']): string | undefined =>
  path ?? path_match_policy?.typed_config.path_template;

const headersMatch = (route: EnvoyRoute, headers: Headers): boolean =>
  (route.match.headers ?? []).every(({ name, invert_match, string_match, range_match }) => {
    const value = headers[name];
    if (value === undefined) return false;
    if (range_match !== undefined)
      return Number(value) >= range_match.start && Number(value) < range_match.end;
    const { exact, safe_regex } = string_match ?? {};
    const matches =
      exact !== undefined ? value === exact : new RegExp(`^(${safe_regex?.regex})$`).test(value);
    return matches !== (invert_match ?? false);
  });

const pathMatch = ({ match }: EnvoyRoute, path: string): Record<string, string> | undefined => {
  if (match.path !== undefined) return match.path === path ? {} : undefined;
  if (match.prefix !== undefined) return path.startsWith(match.prefix) ? {} : undefined;
  const found = patternOf(match.path_match_policy?.typed_config.path_template ?? '').exec(path);
  return found === null ? undefined : { ...found.groups };
};

export type Destination = { route: EnvoyRoute; cluster?: string; path?: string; status?: number };

/** The destination of a request by the first matching route, as in Envoy. */
export const destinationOf = (
  host: VirtualHost,
  { method, path, headers = {} }: { method: string; path: string; headers?: Headers },
): Destination | undefined => {
  for (const route of host.routes) {
    const values = pathMatch(route, path);
    if (values === undefined || !headersMatch(route, { ...headers, ':method': method })) continue;
    if (route.route === undefined) return { route, status: route.direct_response?.status ?? 0 };
    const template = route.route.path_rewrite_policy?.typed_config.path_template_rewrite;
    const rewritten = template?.replaceAll(/\{(\w+)\}/g, (_, name) => values[name] ?? '');
    return { route, cluster: route.route.cluster, path: route.route.prefix_rewrite ?? rewritten ?? path };
  }
  return undefined;
};

const permits = (permission: Permission, request: { authority: string; path: string }): boolean => {
  const { and_rules, or_rules, header, url_path } = permission;
  if (and_rules !== undefined) return and_rules.rules.every((rule) => permits(rule, request));
  if (or_rules !== undefined) return or_rules.rules.some((rule) => permits(rule, request));
  if (header?.name === ':authority') return header.string_match.exact === request.authority;
  if (url_path?.path.exact !== undefined) return url_path.path.exact === request.path;
  if (url_path?.path.safe_regex !== undefined)
    return new RegExp(`^(${url_path.path.safe_regex.regex})$`).test(request.path);
  throw new Error(`a permission this reader does not know: ${JSON.stringify(permission)}`);
};

/** Whether the mesh listener's table admits this call of a workload. */
export const meshAdmits = (spiffeId: string, request: { authority: string; path: string }): boolean =>
  Object.values(meshPolicies()).some(
    (policy) =>
      policy.principals.some(({ authenticated }) => authenticated.principal_name.exact === spiffeId) &&
      policy.permissions.some((permission) => permits(permission, request)),
  );
