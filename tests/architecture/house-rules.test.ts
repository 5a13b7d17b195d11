import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@ai-teacher/tooling/generated-files.ts';
import { capabilities } from '@ai-teacher/tooling/rules/capabilities.ts';
import {
  bareStrings,
  calques,
  crowdedFolders,
  doubleCasts,
  forcedPresses,
  functionDeclarations,
  impatientSignIns,
  maxCommentColumns,
  maxFilesPerFolder,
  superlativeNames,
  tightTimes,
  wideComments,
} from '@ai-teacher/tooling/rules/house-rules.ts';
import { describe, expect, it } from '@jest/globals';
import { trackedFiles } from './tracked-files.ts';

const tracked = trackedFiles();
const sources = tracked.filter((path) => /\.(tsx?|mjs)$/.test(path) && !path.endsWith('.d.ts'));
const textOf = (path: string): string => readFileSync(join(repositoryRoot, path), 'utf8');

/** These files quote the words that the rule refuses, or name the system user "nobody". */
const quoting = new Set([
  '.github/CONTRIBUTING.md',
  'libs/tooling/src/rules/house-rules.ts',
  'tests/architecture/house-rules.test.ts',
  'libs/local-mesh/src/parts/postgres/unprivileged-user.ts',
]);
/** The manuscript is a textbook about the weather. */
const excludedPattern = /^libs\/tooling\/src\/textbook\/manuscript\//;
const prose = tracked.filter(
  (path) => /\.(tsx?|mjs|md|ya?ml|sh)$/.test(path) && !quoting.has(path) && !excludedPattern.test(path),
);

describe('the rules of CONTRIBUTING.md', () => {
  it(`no folder below a src/ holds more than ${maxFilesPerFolder} source files`, () => {
    const withPages = tracked.filter((path) => /\.(tsx?|mjs)$/.test(path) && !path.endsWith('.d.ts'));
    expect(withPages.some((path) => path.endsWith('.tsx'))).toBe(true);
    expect(crowdedFolders(withPages)).toEqual([]);
  });

  it(`no comment is wider than ${maxCommentColumns} columns`, () => {
    expect(sources.flatMap((path) => wideComments(path, textOf(path)))).toEqual([]);
  });

  it('no text uses a phrase that the ten rules replace', () => {
    expect(prose.flatMap((path) => calques(path, textOf(path)))).toEqual([]);
  });

  it('every top-level function is a constant arrow function', () => {
    expect(sources.flatMap((path) => functionDeclarations(path, textOf(path)))).toEqual([]);
  });

  it('every name of a bound begins with max or min', () => {
    const named = sources.filter((path) => !quoting.has(path));
    expect(named.flatMap((path) => superlativeNames(path, textOf(path)))).toEqual([]);
  });

  it('no test asserts that the machine is fast', () => {
    const tests = tracked.filter((path) => path.endsWith('.test.ts') && !quoting.has(path));
    expect(tests.flatMap((path) => tightTimes(path, textOf(path)))).toEqual([]);
  });

  it('every program and test of a mesh signs in through a client that obeys Retry-After', () => {
    const clients = tracked.filter((path) => /^(?:tests|libs\/[^/]+\/(?:src|test))\/.*\.ts$/.test(path));
    const excluded = [
      // The tests of the client itself use a server of their own.
      /^libs\/edge-client\//,
      // These repeat by rules of their own: until the mesh is ready, and until the drill ends.
      /^libs\/local-mesh\/src\/mesh\/accounts\.ts$/,
      /^libs\/drill\/src\/people\/person\.ts$/,
    ];
    const signingIn = clients.filter(
      (path) => !quoting.has(path) && !excluded.some((pattern) => pattern.test(path)),
    );
    expect(signingIn.flatMap((path) => impatientSignIns(path, textOf(path)))).toEqual([]);
  });

  it('no browser test forces a press', () => {
    const tests = tracked.filter((path) => path.startsWith('tests/') && path.endsWith('.ts'));
    const shown = tests.filter((path) => !quoting.has(path));
    expect(shown.flatMap((path) => forcedPresses(path, textOf(path)))).toEqual([]);
  });

  it('no source file of a service or a library casts through unknown', () => {
    const shipped = sources.filter((path) => path.includes('/src/') && !quoting.has(path));
    expect(shipped.flatMap((path) => doubleCasts(path, textOf(path)))).toEqual([]);
  });

  it('every string that enters or leaves a service has a kind of libs/contracts/src/text.ts', () => {
    const parsing = sources.filter(
      (path) =>
        /^(?:libs\/(?:contracts|service-kit)|services\/[^/]+)\/src\//.test(path) &&
        path !== 'libs/contracts/src/text.ts' &&
        // The operator writes the settings, and no setting reaches another person.
        !path.endsWith('/config.ts'),
    );
    expect(parsing.flatMap((path) => bareStrings(path, textOf(path)))).toEqual([]);
  });

  it('every capability folder of a service has a row in the table of capabilities', () => {
    const folders = tracked.flatMap((path) => {
      const [, service, capability] = /^services\/([^/]+)\/src\/domain\/([^/]+)\//.exec(path) ?? [];
      return service === undefined ? [] : [`${service}/${capability}`];
    });
    const rows = Object.entries(capabilities).flatMap(([service, names]) =>
      Object.keys(names).map((capability) => `${service}/${capability}`),
    );
    expect([...new Set(folders)].sort()).toEqual(rows.sort());
  });

  it('a capability imports only capabilities of the rows above its own', () => {
    for (const names of Object.values(capabilities)) {
      const order = Object.keys(names);
      for (const [capability, others] of Object.entries(names))
        expect(order.slice(0, order.indexOf(capability))).toEqual(expect.arrayContaining([...others]));
    }
  });
});

describe('a canary for each rule', () => {
  it('crowdedFolders reports a folder with one file too many', () => {
    const files = Array.from(
      { length: maxFilesPerFolder + 1 },
      (_, index) => `libs/x/src/room/file-${index}.ts`,
    );
    expect(crowdedFolders(files)).toEqual([`libs/x/src/room: ${maxFilesPerFolder + 1} files`]);
    expect(crowdedFolders(files.slice(1))).toEqual([]);
  });

  it('wideComments reports a wide comment and ignores wide code', () => {
    const wide = 'x'.repeat(maxCommentColumns);
    expect(wideComments('a.ts', `/** ${wide} */\nconst text = '${wide}';\n// ${wide}`)).toEqual([
      'a.ts:1',
      'a.ts:3',
    ]);
  });

  it('calques reports each phrase, and no word that only contains one', () => {
    const phrases = [
      'Nobody asks.',
      'the keys of now',
      'all at once',
      'the own account',
      'told are students',
    ];
    for (const phrase of phrases) expect(calques('a.md', phrase)).toEqual([`a.md:1: ${phrase}`]);
    expect(calques('a.md', 'of nowhere, atonce, their own account')).toEqual([]);
  });

  it('tightTimes reports a short bound of a measured time, and neither a hang nor a bound of a count', () => {
    const tight = [
      'expect(performance.now() - startedAt).toBeLessThan(500);',
      'expect(durationMs).toBeLessThanOrEqual(6_000);',
    ];
    for (const line of tight) expect(tightTimes('a.ts', line)).toEqual([`a.ts:1: ${line}`]);
    const loose =
      'expect(performance.now() - startedAt).toBeLessThan(20_000);\nexpect(rows).toBeLessThan(5);';
    expect(tightTimes('a.ts', loose)).toEqual([]);
  });

  it('impatientSignIns reports a sign-in through a client without repetitions, and no other sign-in', () => {
    const signIns = "import { signIn } from 'sessions.ts';\n";
    expect(impatientSignIns('a.ts', `${signIns}createEdgeClient({ gatewayUrl }).call(signIn)`)).toEqual([
      'a.ts',
    ]);
    expect(impatientSignIns('a.ts', `${signIns}patientClient(gatewayUrl).call(signIn)`)).toEqual([]);
    const patient = 'createEdgeClient({ gatewayUrl, retry: patientRetries }).call(signIn)';
    expect(impatientSignIns('a.ts', `${signIns}${patient}`)).toEqual([]);
    expect(impatientSignIns('a.ts', 'createEdgeClient({ gatewayUrl }).as(token)')).toEqual([]);
  });

  it('forcedPresses reports a forced press, and no forced removal of a folder', () => {
    expect(forcedPresses('a.ts', 'await box.click({ force: true });')).toEqual([
      'a.ts:1: click({ force: true',
    ]);
    expect(forcedPresses('a.ts', 'await rm(folder, { recursive: true, force: true });')).toEqual([]);
  });

  it('superlativeNames reports mostItems, and no word in a sentence', () => {
    expect(superlativeNames('a.ts', 'const mostItems = 3; // at most three, the longest first')).toEqual([
      'a.ts:1: mostItems',
    ]);
    expect(superlativeNames('a.ts', 'const maxItems = 3; // almostAll')).toEqual([]);
  });

  it('doubleCasts reports a cast through unknown, and no single cast', () => {
    expect(doubleCasts('a.ts', 'const a = b as unknown as C;\nconst d = e as F;')).toEqual([
      'a.ts:1: const a = b as unknown as C;',
    ]);
  });

  it('bareStrings reports a string without a kind on one line or several, and names the kinds', () => {
    const found = bareStrings('a.ts', 'const a = z\n  .string()\n  .min(1);\nconst b = z.coerce.string();');
    expect(found).toEqual([
      expect.stringMatching(/^a\.ts:1: use a kind of .*label\(\)/),
      expect.stringMatching(/^a\.ts:4: /),
    ]);
    expect(bareStrings('a.ts', 'const a = text({ max: 9 }); const b = z.stringbool();')).toEqual([]);
  });

  it('functionDeclarations reports a declared function, not a generator or an assertion', () => {
    const text = [
      'export async function load(): Promise<void> {}',
      'function* pages(): Generator<string> {}',
      'export function assertText(value: unknown): asserts value is string {}',
      'export default async function setup(): Promise<void> {}',
    ].join('\n');
    expect(functionDeclarations('a.ts', text)).toEqual([
      'a.ts:1: export async function load(): Promise<void> {}',
    ]);
  });
});
