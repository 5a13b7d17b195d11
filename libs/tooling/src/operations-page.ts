import { operations } from '@ai-teacher/contracts/catalogue.ts';
import type { Operation } from '@ai-teacher/contracts/operation.ts';
import { serviceNames } from '@ai-teacher/contracts/values.ts';
import { defaultMaxBodyBytes } from '@ai-teacher/service-kit/server/read-body.ts';
import {
  type CountedLimit,
  countedKey,
  countedLimits,
  destinationOf,
  type EnvoyRoute,
  type RateLimit,
  routesOf,
} from './envoy-files.ts';

const none = '–';

/**
 * Codes that only an operation with a limit of its own declares; `rate-limited` is owed by every operation.
 */
const ownLimitCodes: readonly string[] = [
  'rate-limit-unavailable',
  'token-budget-exhausted',
  'dangerous-operations-exhausted',
];

/** The gateway's route to an operation, at the edge or on the mesh. @throws Error when Envoy has none. */
const routeOf = (op: Operation, door: 'edge' | 'mesh'): NonNullable<EnvoyRoute['route']> => {
  const hosts = routesOf(door === 'edge' ? 'rds.yaml' : 'rds-mesh.yaml');
  const host = door === 'edge' ? hosts[0] : hosts.find(({ name }) => name === `${op.service}-service`);
  const path = (door === 'edge' ? op.edgePath : undefined) ?? op.path;
  const found = host && destinationOf(host, { method: op.method, path });
  if (found?.route.route === undefined)
    throw new Error(`${op.service}.${op.operationId} has no route at the gateway’s ${door} listener`);
  return found.route.route;
};

const spaced = (duration: string): string => duration.replace(/(\d)s$/, '$1 s');

const deadlineAt = (op: Operation, door: 'edge' | 'mesh'): string => {
  const { timeout = '', idle_timeout, max_stream_duration } = routeOf(op, door);
  if (timeout !== '0s') return spaced(timeout);
  const whole = max_stream_duration?.max_stream_duration ?? '';
  return `none; ${spaced(idle_timeout ?? '')} idle, ${spaced(whole)} in all`;
};

/** The timeout of the operation's route; where edge and mesh differ, both. */
export const deadlineOf = (op: Operation): string => {
  const edge = op.edgePath === undefined ? [] : [deadlineAt(op, 'edge')];
  const mesh = op.access.services === undefined ? [] : [deadlineAt(op, 'mesh')];
  const [first = none, second = first] = [...edge, ...mesh];
  return first === second ? first : `${first} (mesh: ${second})`;
};

export const accessOf = ({ access: { edge, services } }: Operation): string => {
  const people = edge === undefined || edge === 'public' ? edge : edge.join(', ');
  const workloads = services === undefined ? undefined : `services: ${services.join(', ')}`;
  return [people, workloads].filter((part) => part !== undefined).join('; ');
};

const countedBy: Readonly<Record<string, string>> = {
  user: 'user',
  'budget=users/masked_remote_address': 'address for all its users',
};

/** The bucket of a public operation belongs to that operation alone. */
const describeKey = (key: string): string =>
  countedBy[key] ?? (key.endsWith('/masked_remote_address') ? 'address' : `user for ${key}`);

const describeLimit = (limit: RateLimit): string => {
  const key = countedKey(limit);
  const { requests_per_unit: requests, unit } = countedLimits()[key] as CountedLimit;
  return `${requests.toLocaleString('en')}/${unit} per ${describeKey(key)}${limit.stage === 1 ? ', closed' : ''}`;
};

export const limitsOf = (op: Operation): string => {
  const edge =
    op.edgePath === undefined
      ? []
      : (routeOf(op, 'edge').rate_limits ?? routesOf('rds.yaml')[0]?.rate_limits ?? []);
  const own = op.problems.some((code) => ownLimitCodes.includes(code)) ? ['own'] : [];
  return [...edge.map(describeLimit), ...own].join('; ') || none;
};

const kibibytes = (bytes: number): string => `${Math.round(bytes / 1_024).toLocaleString('en')} KiB`;

export const bodyOf = (op: Operation): string =>
  op.body === undefined
    ? none
    : `${op.bodyKind ?? 'json'}${op.bodyOptional ? ', optional' : ''}, ≤ ${kibibytes(op.maxBodyBytes ?? defaultMaxBodyBytes)}`;

const answerOf = (op: Operation): string => {
  const statuses = [...Object.keys(op.success), ...(op.mediaType === undefined ? [] : [op.mediaType])].join(
    ', ',
  );
  if (op.stream === undefined) return statuses;
  return `${statuses}, ${op.streamMode === 'only' ? 'stream' : 'JSON or stream'}`;
};

const code = (text: string): string => `\`${text}\``;

const columns: Readonly<Record<string, (op: Operation) => string>> = {
  operation: (op) => code(op.operationId),
  'method and path': (op) => code(`${op.method} ${op.path}`),
  'edge path': (op) => (op.edgePath === undefined ? none : code(op.edgePath)),
  access: accessOf,
  limits: limitsOf,
  deadline: deadlineOf,
  body: bodyOf,
  answer: answerOf,
  'problems of its own': (op) => op.problems.map(code).join(' ') || none,
};

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** The row of an operation in `operations.md`. */
export const operationRow = (op: Operation): string =>
  line(Object.values(columns).map((cellOf) => cellOf(op)));

const sortKey = (op: Operation): string => `${op.path} ${op.method}`;

const tableOf = (ofService: readonly Operation[]): string[] => [
  line(Object.keys(columns)),
  line(Object.keys(columns).map(() => '---')),
  ...ofService.toSorted((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1)).map(operationRow),
];

const introduction = `# Operations

Generated by \`npm run gen\` from the contracts in \`libs/contracts/src\` and the gateway's files in
\`envoy/\`. Edit those.

- **access**: the roles that may call through the gateway's edge; \`public\` needs no token. \`services\` may
  call through the mesh listener.
- **limits**: what the gateway counts, from \`envoy/ratelimit/config.yaml\`. A \`user\` is the subject of the
  verified token. An \`address\` is the client's IP address; for IPv6 its /64 network. Each public operation
  has a budget of its own; all other operations together share the two budgets of the user and of the
  address. A \`closed\` limit
  answers 503 \`rate-limit-unavailable\` while the counter is unavailable. All other limits let the request
  pass then. \`own\`: the service counts as well. These operations declare \`rate-limit-unavailable\`,
  \`token-budget-exhausted\` or \`dangerous-operations-exhausted\`; the README of the service states the numbers. Calls through the mesh listener
  are not counted.
- **deadline**: the timeout of the route in \`envoy/rds.yaml\`, for the mesh in \`envoy/rds-mesh.yaml\`. Some
  services stop earlier.
- **body**: media type and largest size.
- **answer**: success statuses. A \`stream\` is \`text/event-stream\`; \`JSON or stream\` depends on the
  \`Accept\` header.
- **problems of its own**: codes that the operation declares. Every operation may also answer the codes of
  \`owedProblems\` in \`libs/contracts/src/operation.ts\`; \`libs/contracts/src/problem.ts\` lists the status
  of each code.
`;

/** The text of `libs/contracts/operations.md`: a row for every operation, by service and path. */
export const operationsPage = (): string => {
  const sections = serviceNames.map((service) =>
    ['', `## ${service}`, '', ...tableOf(operations[service]), ''].join('\n'),
  );
  return introduction + sections.join('');
};
