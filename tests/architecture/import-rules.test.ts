import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { repositoryRoot } from '@ai-teacher/tooling/generated-files.ts';
import { checkImports } from '@ai-teacher/tooling/rules/import-rules.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

type Breach = readonly [rule: string, file: string, source: string];
/** At least one breach per rule: the breaking file and its import. */
const breaches: readonly Breach[] = [
  ['contracts-stand-alone', 'libs/contracts/src/a.ts', "import 'koa';"],
  ['language-stands-alone', 'libs/language/src/a.ts', "import '../../service-kit/src/plain.ts';"],
  ['kit-below-services', 'libs/service-kit/src/a.ts', "import '../../../services/auth/src/plain.ts';"],
  ['access-below-services', 'libs/access/src/a.ts', "import '../../../services/auth/src/plain.ts';"],
  ['no-test-code-in-services', 'services/auth/src/b.ts', "import '../../../libs/test-kit/src/plain.ts';"],
  ['services-are-strangers', 'services/auth/src/c.ts', "import '../../user/src/plain.ts';"],
  ['http-knows-domain', 'services/auth/src/http/a.ts', "import '../data/plain.ts';"],
  [
    'domain-imports-no-vendor',
    'services/auth/src/domain/a.ts',
    "import type { Context } from 'koa';\nexport type A = Context;",
  ],
  ['domain-knows-itself', 'services/auth/src/domain/b.ts', "import '@ai-teacher/service-kit/logger.ts';"],
  ['data-knows-ports', 'services/auth/src/data/a.ts', "import '../http/a.ts';"],
  ['adapters-are-strangers', 'services/auth/src/adapters/a.ts', "import '../data/plain.ts';"],
  ['deps-is-the-root', 'services/auth/src/jobs/a.ts', "import '../deps.ts';"],
  ['no-cycles', 'services/auth/src/d.ts', "import './e.ts';"],
  [
    'capabilities-follow-their-table',
    'services/auth/src/domain/passwords/a.ts',
    "import '../sessions/plain.ts';",
  ],
  ['jobs-and-events-call-use-cases', 'services/auth/src/events/a.ts', "import '../data/plain.ts';"],
  ['extraction-stands-alone', 'services/rag/src/extraction/a.ts', "import '../domain/plain.ts';"],
  ['no-upward-imports', 'services/auth/src/data/b.ts', "import '../jobs/plain.ts';"],
  ['no-circles-between-folders', 'libs/attack/src/tricks/a.ts', "import '../requests/plain.ts';"],
  ['no-unresolved', 'services/auth/src/f.ts', "import './nowhere.ts';"],
  ['no-upward-imports', 'services/web/client/src/parts/a.tsx', "import '../pages/plain.tsx';"],
  ['no-circles-between-folders', 'services/web/client/src/pages/a.tsx', "import './exams/plain.tsx';"],
];
const packages = ['language', 'service-kit'];
const innocent = [
  'services/auth/src/plain.ts',
  'services/user/src/plain.ts',
  'services/auth/src/data/plain.ts',
  'services/auth/src/deps.ts',
  'services/auth/src/domain/sessions/plain.ts',
  'services/auth/src/jobs/plain.ts',
  'services/rag/src/domain/plain.ts',
  'libs/attack/src/tricks/plain.ts',
  'services/web/client/src/pages/plain.tsx',
  'libs/test-kit/src/plain.ts',
  'libs/language/src/plain.ts',
  'libs/service-kit/src/logger.ts',
  'libs/service-kit/src/domain/problem.ts',
];

describe('a canary for each import rule', () => {
  let root: string;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'ai-teacher-canary-'));
    const files: Record<string, string> = {
      ...Object.fromEntries(innocent.map((file) => [file, 'export const plain = 1;'])),
      ...Object.fromEntries(breaches.map(([, file, source]) => [file, source])),
      'services/auth/src/e.ts': "import './d.ts';",
      'libs/attack/src/requests/plain.ts': "import '../tricks/plain.ts';",
      'services/web/client/src/pages/exams/plain.tsx': "import '../plain.tsx';",
      'services/auth/src/domain/fine.ts': "import '@ai-teacher/service-kit/domain/problem.ts';",
      'services/web/dist/domain/fine-built.js': "import './fine-built-too.js';",
      'services/web/dist/domain/fine-built-too.js': "import './fine-built.js';",
      'services/auth/src/domain/fine-too.ts': "import '@ai-teacher/language/plain.ts';",
      ...Object.fromEntries(
        packages.map((name) => [
          `libs/${name}/package.json`,
          JSON.stringify({
            name: `@ai-teacher/${name}`,
            type: 'module',
            exports: { './*.ts': './src/*.ts' },
          }),
        ]),
      ),
    };
    for (const [file, source] of Object.entries(files)) {
      await mkdir(dirname(join(root, file)), { recursive: true });
      await writeFile(join(root, file), source);
    }
    await mkdir(join(root, 'node_modules', '@ai-teacher'), { recursive: true });
    for (const name of packages)
      await symlink(join(root, 'libs', name), join(root, 'node_modules', '@ai-teacher', name));
    await symlink(join(repositoryRoot, 'node_modules', 'koa'), join(root, 'node_modules', 'koa'));
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  it('is reported by its rule, and no correct file is reported', async () => {
    const { violations } = await checkImports(root);
    for (const [rule, file] of breaches)
      expect(violations).toContainEqual(expect.stringMatching(`^${rule}: ${file} `));
    expect(violations.filter((line) => line.includes('domain/fine'))).toEqual([]);
  });
});

describe('the repository', () => {
  it('has no import that breaks a rule', async () => {
    const { modules, violations } = await checkImports(repositoryRoot);
    expect(violations).toEqual([]);
    expect(modules).toBeGreaterThan(100);
  });
});
