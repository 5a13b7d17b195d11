import { cruise, type IFlattenedRuleSet, type IViolation } from 'dependency-cruiser';
import { capabilities } from './capabilities.ts';
import { folderCircles, type Import, upwardImports } from './room-graph.ts';

/** Packages that are somebody's client or framework: the domain knows none of them. */
const vendors =
  '^(koa|@koa/|koa-body|@mikro-orm/|ioredis|rate-limiter-flexible|@qdrant/|openai|pdf-parse|got|pg|graphile-worker|jose|argon2|pino|@opentelemetry/|lru-cache|@zxcvbn-ts/)';
const inPackages = vendors.replace('^', '(^|node_modules/)');

const forbid = (
  name: string,
  comment: string,
  from: { path?: string; pathNot?: string },
  to: Record<string, unknown>,
) => ({ name, comment, severity: 'error' as const, from, to });

/** A capability imports itself, what stands beside the capabilities, and the capabilities that its table allows. */
const capabilityRules = Object.entries(capabilities).flatMap(([service, allowed]) =>
  Object.entries(allowed).map(([capability, others]) => {
    const domain = `^services/${service}/src/domain/`;
    return forbid(
      'capabilities-follow-their-table',
      `${capability} of ${service} imports ${others.join(', ') || 'no other capability'}`,
      { path: `${domain}${capability}/` },
      { path: `${domain}[^/]+/`, pathNot: `${domain}(${[capability, ...others].join('|')})/` },
    );
  }),
);

/** Who may import what (the table of the house); `$1` is the service of the importing file. */
export const importRules: IFlattenedRuleSet = {
  forbidden: [
    forbid('no-cycles', 'data flows one way', {}, { circular: true }),
    forbid('no-unresolved', 'an import that resolves to nothing', {}, { couldNotResolve: true }),
    forbid(
      'no-undeclared-package',
      'a package that the workspace does not declare',
      { path: '^(libs|services)/' },
      { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    ),
    forbid(
      'contracts-stand-alone',
      'contracts depend on zod alone',
      { path: '^libs/contracts/src' },
      { pathNot: ['^libs/contracts/src', 'node_modules/zod/'] },
    ),
    forbid(
      'kit-below-services',
      'the kit knows no service and no test',
      { path: '^libs/service-kit/src' },
      { path: '^(services|tests|libs/(test-kit|local-mesh|edge-client|attack|bench|demo|tooling))/' },
    ),
    forbid(
      'no-test-code-in-services',
      'test-kit, local-mesh and tooling are never imported by a service',
      { path: '^services/[^/]+/src' },
      { path: '^(tests|libs/(test-kit|local-mesh|edge-client|attack|bench|demo|tooling))/' },
    ),
    forbid(
      'services-are-strangers',
      'services know each other by contracts alone',
      { path: '^services/([^/]+)/' },
      { path: '^services/[^/]+/', pathNot: '^services/$1/' },
    ),
    forbid(
      'http-knows-domain',
      'http knows neither data nor adapters nor their vendors',
      { path: '^services/[^/]+/src/http/' },
      {
        path: [
          '^services/[^/]+/src/(data|adapters|jobs)/',
          '(^|node_modules/)(@mikro-orm/|ioredis|pg/|@qdrant/|openai|got/)',
        ],
      },
    ),
    forbid(
      'domain-imports-no-vendor',
      'the domain states what it needs in ports.ts',
      { path: '^services/[^/]+/src/domain/' },
      { path: inPackages },
    ),
    forbid(
      'domain-knows-itself',
      'the domain knows contracts, Problem, pages of lists and the shape of a unit of work, nothing around it',
      { path: '^services/[^/]+/src/domain/' },
      {
        path: [
          '^services/[^/]+/src/(http|data|adapters|jobs|events|deps\\.ts|app\\.ts|main\\.ts|config\\.ts)',
          '^libs/service-kit/src/',
        ],
        pathNot: '^libs/service-kit/src/domain/',
      },
    ),
    forbid(
      'data-knows-ports',
      'data and adapters know the ports, not the wire',
      { path: '^services/[^/]+/src/(data|adapters)/' },
      { path: '^services/[^/]+/src/(http|deps\\.ts|app\\.ts|main\\.ts)' },
    ),
    forbid(
      'adapters-are-strangers',
      'an adapter knows no data',
      { path: '^services/[^/]+/src/adapters/' },
      { path: '^services/[^/]+/src/data/' },
    ),
    forbid(
      'jobs-and-events-call-use-cases',
      'jobs and events know use cases and ports, neither the wire nor the stores',
      { path: '^services/[^/]+/src/(jobs|events)/' },
      { path: '^services/[^/]+/src/(http|data|adapters|extraction|app\\.ts|main\\.ts)' },
    ),
    forbid(
      'extraction-stands-alone',
      'extraction runs in a process of its own: it knows no layer of its service and no client of a store',
      { path: '^services/[^/]+/src/extraction/' },
      {
        path: [
          '^services/[^/]+/src/(domain|http|data|adapters|jobs|events|deps\\.ts|app\\.ts|main\\.ts|config\\.ts)',
          '^libs/service-kit/',
          '(^|node_modules/)(koa|@mikro-orm/|ioredis|pg/|@qdrant/|openai|got/)',
        ],
      },
    ),
    ...capabilityRules,
    forbid(
      'deps-is-the-root',
      'only main, app and the test harness know the composition root',
      { path: '^services/[^/]+/src/', pathNot: '^services/[^/]+/src/(main|app)\\.ts$' },
      { path: '^services/[^/]+/src/deps\\.ts$' },
    ),
  ],
};

export type ImportCheck = { readonly modules: number; readonly violations: readonly string[] };

const describeViolation = ({ rule, from, to, cycle }: IViolation): string =>
  `${rule.name}: ${from} → ${cycle === undefined ? to : cycle.map((step) => step.name).join(' → ')}`;

/**
 * Checks the imports of a tree against the rules, the layers of each package, and the rule that folders form no circle.
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
    exclude: { path: '(^|/)(test|migrations)/|^services/[^/]+/bench/|\\.test\\.ts$|/openapi/' },
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
