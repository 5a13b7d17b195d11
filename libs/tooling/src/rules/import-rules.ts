import { cruise, type IFlattenedRuleSet, type IViolation } from 'dependency-cruiser';
import { capabilities } from './capabilities.ts';
import { folderCircles, type Import, upwardImports } from './room-graph.ts';

/** Clients and frameworks of vendors: the domain imports none of them. */
const vendors =
  '^(koa|@koa/|koa-body|@mikro-orm/|ioredis|rate-limiter-flexible|@qdrant/|openai|pdf-parse|got|pg|graphile-worker|jose|argon2|pino|@opentelemetry/|lru-cache|@zxcvbn-ts/)';
const inPackages = vendors.replace('^', '(^|node_modules/)');

type Ban = {
  readonly name: string;
  readonly comment: string;
  readonly from: { readonly path?: string; readonly pathNot?: string };
  readonly to: Record<string, unknown>;
};

const forbid = (ban: Ban) => ({ ...ban, severity: 'error' as const });

/**
 * A capability may import itself, files beside the capabilities, and the capabilities of its row in the
 * table.
 */
const capabilityRules = Object.entries(capabilities).flatMap(([service, allowed]) =>
  Object.entries(allowed).map(([capability, others]) => {
    const domain = `^services/${service}/src/domain/`;
    return forbid({
      name: 'capabilities-follow-their-table',
      comment: `${capability} of ${service} imports ${others.join(', ') || 'no other capability'}`,
      from: { path: `${domain}${capability}/` },
      to: { path: `${domain}[^/]+/`, pathNot: `${domain}(${[capability, ...others].join('|')})/` },
    });
  }),
);

/** Who may import what; `$1` is the service of the importing file. */
export const importRules: IFlattenedRuleSet = {
  forbidden: [
    forbid({ name: 'no-cycles', comment: 'data flows one way', from: {}, to: { circular: true } }),
    forbid({
      name: 'no-unresolved',
      comment: 'an import that resolves to nothing',
      from: {},
      to: { couldNotResolve: true },
    }),
    forbid({
      name: 'no-undeclared-package',
      comment: 'a package that the workspace does not declare',
      from: { path: '^(libs|services)/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    }),
    forbid({
      name: 'contracts-stand-alone',
      comment: 'contracts depend on zod alone',
      from: { path: '^libs/contracts/src' },
      to: { pathNot: ['^libs/contracts/src', 'node_modules/zod/'] },
    }),
    forbid({
      name: 'language-stands-alone',
      comment: 'the text toolkit imports no package and no vendor',
      from: { path: '^libs/language/src' },
      to: { pathNot: '^libs/language/src' },
    }),
    forbid({
      name: 'kit-below-services',
      comment: 'the kit knows no service and no test',
      from: { path: '^libs/service-kit/src' },
      to: { path: '^(services|tests|libs/(test-kit|local-mesh|edge-client|attack|bench|demo|tooling))/' },
    }),
    forbid({
      name: 'access-below-services',
      comment: 'the rule of reading knows contracts, the kit and PostgreSQL, and no service',
      from: { path: '^libs/access/src' },
      to: { path: '^(services|tests|libs/(?!access/|contracts/|service-kit/))' },
    }),
    forbid({
      name: 'no-test-code-in-services',
      comment: 'test-kit, local-mesh and tooling are never imported by a service',
      from: { path: '^services/[^/]+/src' },
      to: { path: '^(tests|libs/(test-kit|local-mesh|edge-client|attack|bench|demo|tooling))/' },
    }),
    forbid({
      name: 'services-are-strangers',
      comment: 'services know each other by contracts alone',
      from: { path: '^services/([^/]+)/' },
      to: { path: '^services/[^/]+/', pathNot: '^services/$1/' },
    }),
    forbid({
      name: 'http-knows-domain',
      comment: 'http knows neither data nor adapters nor their vendors',
      from: { path: '^services/[^/]+/src/http/' },
      to: {
        path: [
          '^services/[^/]+/src/(data|adapters|jobs)/',
          '(^|node_modules/)(@mikro-orm/|ioredis|pg/|@qdrant/|openai|got/)',
        ],
      },
    }),
    forbid({
      name: 'domain-imports-no-vendor',
      comment: 'the domain states what it needs in ports.ts',
      from: { path: '^services/[^/]+/src/domain/' },
      to: { path: inPackages },
    }),
    forbid({
      name: 'domain-knows-itself',
      comment:
        'the domain knows contracts, Problem, pages of lists, the shape of a unit of work and the rule of reading, nothing around it',
      from: { path: '^services/[^/]+/src/domain/' },
      to: {
        path: [
          '^services/[^/]+/src/(http|data|adapters|jobs|events|deps\\.ts|app\\.ts|main\\.ts|config\\.ts)',
          '^libs/(service-kit|access)/src/',
        ],
        pathNot: '^libs/(service-kit|access)/src/domain/',
      },
    }),
    forbid({
      name: 'data-knows-ports',
      comment: 'data and adapters know the ports, not the wire',
      from: { path: '^services/[^/]+/src/(data|adapters)/' },
      to: { path: '^services/[^/]+/src/(http|deps\\.ts|app\\.ts|main\\.ts)' },
    }),
    forbid({
      name: 'adapters-are-strangers',
      comment: 'an adapter knows no data',
      from: { path: '^services/[^/]+/src/adapters/' },
      to: { path: '^services/[^/]+/src/data/' },
    }),
    forbid({
      name: 'jobs-and-events-call-use-cases',
      comment: 'jobs and events know use cases and ports, neither the wire nor the stores',
      from: { path: '^services/[^/]+/src/(jobs|events)/' },
      to: { path: '^services/[^/]+/src/(http|data|adapters|extraction|app\\.ts|main\\.ts)' },
    }),
    forbid({
      name: 'extraction-stands-alone',
      comment:
        'extraction runs in a process of its own: it knows no layer of its service and no client of a store',
      from: { path: '^services/[^/]+/src/extraction/' },
      to: {
        path: [
          '^services/[^/]+/src/(domain|http|data|adapters|jobs|events|deps\\.ts|app\\.ts|main\\.ts|config\\.ts)',
          '^libs/service-kit/',
          '(^|node_modules/)(koa|@mikro-orm/|ioredis|pg/|@qdrant/|openai|got/)',
        ],
      },
    }),
    ...capabilityRules,
    forbid({
      name: 'deps-is-the-root',
      comment: 'only main, app and the test harness know the composition root',
      from: { path: '^services/[^/]+/src/', pathNot: '^services/[^/]+/src/(main|app)\\.ts$' },
      to: { path: '^services/[^/]+/src/deps\\.ts$' },
    }),
  ],
};

export type ImportCheck = { readonly modules: number; readonly violations: readonly string[] };

const describeViolation = ({ rule, from, to, cycle }: IViolation): string =>
  `${rule.name}: ${from} → ${cycle === undefined ? to : cycle.map((step) => step.name).join(' → ')}`;

/**
 * Checks the imports of a tree against the rules, the layers of each package, and the rule that folders form
 * no circle. What a build has written is not checked.
 *
 * @param root folder with `libs` and `services`.
 * @returns the number of modules that were read (0 means that nothing was checked) and a line per violation.
 */
export const checkImports = async (root: string, folders = ['libs', 'services']): Promise<ImportCheck> => {
  const { output } = await cruise(folders, {
    baseDir: root,
    ruleSet: importRules,
    validate: true,
    parser: 'swc',
    tsPreCompilationDeps: true,
    exclude: {
      path: '(^|/)(test|migrations)/|^services/[^/]+/(bench|dist|dist-docs)/|\\.test\\.ts$|/openapi/',
    },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
    combinedDependencies: true,
  });
  if (typeof output === 'string') throw new Error(output);
  const imports: readonly Import[] = output.modules.flatMap(({ source, dependencies }) =>
    dependencies.map(({ resolved }) => ({ from: source, to: resolved })),
  );
  return {
    modules: output.summary.totalCruised,
    violations: [
      ...output.summary.violations.filter(({ rule }) => rule.severity === 'error').map(describeViolation),
      ...folderCircles(imports).map((line) => `no-circles-between-folders: ${line}`),
      ...upwardImports(imports).map((line) => `no-upward-imports: ${line}`),
    ],
  };
};
