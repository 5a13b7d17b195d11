import { allOperations } from '@ai-teacher/contracts/catalogue.ts';
import { patternOf } from '@ai-teacher/contracts/path-template.ts';
import { serviceNames } from '@ai-teacher/contracts/values.ts';
import type { Question } from '../requests/exchange.ts';
import { bearer, filledPath, plainQuestion, withHeaders } from '../target.ts';
import {
  type Expectation,
  either,
  isTheGateway,
  refused,
  type Shot,
  type Target,
  type Trick,
  unauthenticated,
} from '../trick.ts';

const hiddenTrick = { family: 'hidden', refusedBy: 'gateway', reaches: 'no service' } as const;

const publishedPatterns: readonly RegExp[] = allOperations.flatMap(({ edgePath }) =>
  edgePath === undefined ? [] : [patternOf(edgePath)],
);

const isPublished = (path: string): boolean => publishedPatterns.some((pattern) => pattern.test(path));

/** The answer hides whether the path exists: 401 without a token, 404 with one. */
const askedTwice = (target: Target, what: string, question: Question): readonly Shot[] => {
  const asUser = withHeaders(question, bearer(target.student.accessToken));
  return [
    { what, question, expect: unauthenticated },
    { what: `${what}, with a token`, question: asUser, expect: refused('not-found') },
  ];
};

const prefixes: readonly string[] = [
  '',
  '/api',
  '/api/v1',
  '/internal',
  ...serviceNames.flatMap((name) => [`/${name}`, `/api/${name}`]),
  '/api/users',
  '/api/exams',
  '/api/notifications',
];

const unpublished: Trick = {
  ...hiddenTrick,
  id: 'unpublished',
  guarantee: 'an unpublished operation is reachable under no prefix and no host name',
  aims: (op) => op !== undefined && op.edgePath === undefined,
  shots: (target) => {
    const inside = filledPath(target.op?.path ?? '', target.op);
    const plain = plainQuestion(target);
    const hosts = [`${target.op?.service}-service`, `${target.op?.service}-service:8443`, 'localhost'];
    return [
      ...prefixes
        .map((prefix) => `${prefix}${inside}`)
        .filter((path) => !isPublished(path))
        .flatMap((path) => askedTwice(target, path, { ...plain, path })),
      ...hosts.flatMap((host) =>
        askedTwice(target, `host ${host}`, withHeaders({ ...plain, path: inside }, { host })),
      ),
    ];
  },
};

const ownPath: Trick = {
  ...hiddenTrick,
  id: 'own-path',
  guarantee: 'the path of an operation at its service does not exist at the gateway',
  aims: (op) => op?.edgePath !== undefined,
  shots: (target) => {
    const inside = filledPath(target.op?.path ?? '', target.op);
    const plain = plainQuestion(target);
    const service = target.op?.service ?? '';
    const host = `${service}-service`;
    const paths = [inside, `/api/${service}-service${inside}`, `${target.path}/x`].filter(
      (path) => !isPublished(path),
    );
    return [
      ...paths.flatMap((path) => askedTwice(target, path, { ...plain, path })),
      ...(isPublished(inside)
        ? []
        : askedTwice(target, `host ${host}`, withHeaders({ ...plain, path: inside }, { host }))),
    ];
  },
};

/** Pages of engines, tools and frameworks that are often exposed by mistake. */
const pages: readonly string[] = [
  '/',
  '/api',
  '/api/',
  '/metrics',
  '/livez',
  '/readyz',
  '/healthz',
  '/health',
  '/ready',
  '/server_info',
  '/stats',
  '/stats/prometheus',
  '/config_dump',
  '/clusters',
  '/certs',
  '/listeners',
  '/memory',
  '/debug/pprof/',
  '/rlconfig',
  '/openapi.json',
  '/api/openapi.json',
  '/docs',
  '/swagger',
  '/graphql',
  '/collections',
  '/jaeger',
  '/search',
  '/api/traces',
  '/api/services',
  '/.env',
  '/.git/config',
  '/package.json',
  '/auth/.well-known/jwks.json',
  '/.well-known/jwks.json',
  '/.well-known/openid-configuration',
  '/internal/events',
  '/proc/self/environ',
];

const operatorsPages: Trick = {
  ...hiddenTrick,
  id: 'operators-pages',
  guarantee: 'no admin, metrics, probe or trace page is reachable, and no page that is not published',
  aims: isTheGateway,
  shots: (target) =>
    pages
      .filter((path) => !isPublished(path))
      .flatMap((path) => askedTwice(target, path, { method: 'GET', path })),
};

const rewritingHeaders: readonly string[] = [
  'x-envoy-original-path',
  'x-original-url',
  'x-rewrite-url',
  'x-forwarded-uri',
  'x-forwarded-prefix',
  'x-envoy-original-dst-host',
  'x-envoy-decorator-operation',
];

const toldOtherwise: Trick = {
  ...hiddenTrick,
  id: 'told-otherwise',
  guarantee: 'no header changes the requested path or host',
  aims: isTheGateway,
  shots: (target) =>
    rewritingHeaders.flatMap((name) =>
      ['/internal/events', '/metrics', '/api/users/me'].flatMap((value) =>
        askedTwice(target, `${name}: ${value}`, {
          method: 'GET',
          path: '/nowhere',
          headers: { [name]: value },
        }),
      ),
    ),
};

const gone: Expectation = either(refused('not-found'), unauthenticated);

const otherHosts: Trick = {
  ...hiddenTrick,
  id: 'other-hosts',
  guarantee: 'no host name at the edge leads to another part',
  aims: isTheGateway,
  shots: () =>
    [...serviceNames.map((name) => `${name}-service`), 'gateway', 'jaeger', '169.254.169.254'].flatMap(
      (host) =>
        ['/internal', '/internal/events', '/metrics'].map((path) => ({
          what: `${host}${path}`,
          question: { method: 'GET', path, headers: { host } },
          expect: gone,
        })),
    ),
};

export const hiddenTricks: readonly Trick[] = [
  unpublished,
  ownPath,
  operatorsPages,
  toldOtherwise,
  otherHosts,
];
