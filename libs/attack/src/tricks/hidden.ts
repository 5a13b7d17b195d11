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

const hiddenTrick = { family: 'hidden', refusedBy: 'gateway', reaches: 'nobody' } as const;

const isPublished = (path: string): boolean =>
  allOperations.some(({ edgePath }) => edgePath !== undefined && patternOf(edgePath).test(path));

/** Nobody learns whether it is there: 401 without a token, 404 with one. */
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
  guarantee: 'what is not for the world is under no prefix and at no host name',
  aims: (op) => op !== undefined && op.edgePath === undefined,
  shots: (target) => {
    const inside = filledPath(target.op?.path ?? '');
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
  guarantee: 'the path that a service knows it by is none of the gateway’s',
  aims: (op) => op?.edgePath !== undefined,
  shots: (target) => {
    const inside = filledPath(target.op?.path ?? '');
    const plain = plainQuestion(target);
    const service = target.op?.service ?? '';
    const host = `${service}-service`;
    const paths = [inside, `/api/${service}-service${inside}`, `${target.path}/x`].filter(
      (path) => !isPublished(path),
    );
    return [
      ...paths.flatMap((path) => askedTwice(target, path, { ...plain, path })),
      ...askedTwice(target, `host ${host}`, withHeaders({ ...plain, path: inside }, { host })),
    ];
  },
};

/** Pages of engines, tools and frameworks that are often left open. */
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
  guarantee: 'no page of the gateway’s admin, of metrics, probes, traces or documentation is there',
  aims: isTheGateway,
  shots: (target) => pages.flatMap((path) => askedTwice(target, path, { method: 'GET', path })),
};

const told: readonly string[] = [
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
  guarantee: 'no header tells the gateway of another path or host than the one that is asked for',
  aims: isTheGateway,
  shots: (target) =>
    told.flatMap((name) =>
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
  guarantee: 'at the edge a host name leads nowhere but to the edge',
  aims: isTheGateway,
  shots: () =>
    [...serviceNames.map((name) => `${name}-service`), 'gateway', 'jaeger', '169.254.169.254'].flatMap(
      (host) =>
        ['/', '/internal/events', '/metrics'].map((path) => ({
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
