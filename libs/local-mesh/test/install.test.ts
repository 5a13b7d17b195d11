import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { waitUntil } from '../src/process/wait-until.ts';
import { repositoryRoot } from '../src/state/state-directory.ts';

jest.setTimeout(120_000);

/**
 * A small project with our bootstrap: two packages and a workspace, whose command `start` prints a line. Its
 * package `node` has an install script that makes the program, as the real one does.
 */
let folder: string;
let project: string;

const json = (value: object): string => JSON.stringify(value, null, 2);
const at = (...names: string[]): string => path.join(project, ...names);

const write = (file: string, text: string): void => {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
};

const npm = (cwd: string, ...args: string[]): string => {
  const { status, stdout, stderr } = spawnSync('npm', [...args, '--loglevel=error'], {
    cwd,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`npm ${args.join(' ')}: ${stderr}`);
  return stdout.trim();
};

/** Packs a package into the project; the lock then has its checksum. */
const pack = (name: string, files: Record<string, string>, manifest: object): void => {
  const source = path.join(folder, 'sources', name);
  write(path.join(source, 'package.json'), json({ name, version: '1.0.0', ...manifest }));
  for (const [file, text] of Object.entries(files)) write(path.join(source, file), text);
  npm(source, 'pack', '--pack-destination', folder);
};

/** Waits while the project has the file `hold`. */
const nodeScript =
  "while(require('fs').existsSync(process.env.INIT_CWD+'/hold'))Atomics.wait(new Int32Array(new SharedArrayBuffer(4)),0,0,50);require('fs').mkdirSync('bin',{recursive:true});require('fs').writeFileSync('bin/node','#!/bin/sh\\nexec \"$REAL_NODE\" \"$@\"\\n',{mode:0o755})";

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'install-'));
  pack(
    'node',
    { 'make.js': nodeScript },
    { bin: { node: 'bin/node' }, scripts: { preinstall: 'node make.js' } },
  );
  pack(
    'letters',
    { 'index.js': "exports.a = require('./lib/a.js')\n", 'lib/a.js': "module.exports = 'a'\n" },
    {},
  );
  const leak = "require('fs').writeFileSync(process.env.INIT_CWD + '/script-has-run', '')";
  pack('curious', { 'index.js': '', 'leak.js': leak }, { scripts: { postinstall: 'node leak.js' } });
  pack('old-curious', { 'index.js': '' }, { name: 'curious', version: '0.1.0' });
  project = path.join(folder, 'project');
  for (const part of ['bootstrap.mjs', 'install'])
    cpSync(path.join(repositoryRoot, 'libs/local-mesh', part), at('libs/local-mesh', part), {
      recursive: true,
    });
  write(
    at('libs/local-mesh/package.json'),
    json({
      name: '@ai-teacher/local-mesh',
      version: '1.0.0',
      type: 'module',
      dependencies: { curious: 'file:../../../curious-0.1.0.tgz' },
    }),
  );
  write(
    at('libs/local-mesh/src/commands/start.ts'),
    "import { a } from 'letters';\nimport '@ai-teacher/local-mesh/package.json' with { type: 'json' };\nconsole.log('started', a);\n",
  );
  const dependencies = Object.fromEntries(
    ['node', 'letters', 'curious'].map((name) => [name, `file:../${name}-1.0.0.tgz`]),
  );
  const manifest = {
    name: 'project',
    type: 'module',
    workspaces: ['libs/*'],
    dependencies,
    allowScripts: { 'node@1.0.0': true, curious: false },
  };
  write(at('package.json'), json(manifest));
  npm(project, 'install', '--package-lock-only', '--offline', '--no-audit');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const surroundings = (environment: Record<string, string> = {}) => ({
  cwd: project,
  env: {
    ...process.env,
    REAL_NODE: process.execPath,
    npm_config_offline: 'true',
    npm_lifecycle_event: '',
    npm_execpath: '',
    NODE_OPTIONS: '',
    ...environment,
  },
});

const start = (environment: Record<string, string> = {}, node = process.execPath) => {
  const { status, stdout, stderr } = spawnSync(node, [at('libs/local-mesh/bootstrap.mjs'), 'start'], {
    encoding: 'utf8',
    ...surroundings(environment),
  });
  return { status, output: stdout + stderr };
};

/** The same without waiting for its end. */
const launch = () => {
  const child = spawn(process.execPath, [at('libs/local-mesh/bootstrap.mjs'), 'start'], surroundings());
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  const ended = once(child, 'close').then(([status]) => ({ status, output }));
  return { pid: child.pid, output: () => output, ended };
};

const modules = (...names: string[]): string => at('node_modules', ...names);

type Inspection = { state: string; faults: { path: string }[] };

/** The state that the start finds before it installs. The module is plain JavaScript, so it has no types. */
const inspect = async (): Promise<Inspection> => {
  const { inspectPackages } = await import(at('libs/local-mesh/install/inspect-packages.mjs'));
  return inspectPackages(project);
};

type Breakage = readonly [way: string, damage: () => void];

/** Half-installed in the way that the title says, in packages that can be installed again one by one. */
const damages: readonly Breakage[] = [
  ['a package folder is missing', () => rmSync(modules('letters'), { recursive: true })],
  ['a package folder is empty', () => emptyFolder(modules('letters'))],
  ['a folder of a package is missing', () => rmSync(modules('letters/lib'), { recursive: true })],
  ['a package.json is truncated', () => truncateSync(modules('letters/package.json'), 12)],
  ['a package.json is empty', () => truncateSync(modules('letters/package.json'))],
  ['a package has another version', () => replaceIn(modules('letters/package.json'), '1.0.0', '0.9.0')],
  [
    'a package of a workspace is missing',
    () => rmSync(at('libs/local-mesh/node_modules'), { recursive: true }),
  ],
  [
    'the link of a workspace leads nowhere',
    () => {
      rmSync(modules('@ai-teacher/local-mesh'));
      symlinkSync('../../libs/absent', modules('@ai-teacher/local-mesh'));
    },
  ],
  ['the link of a command is missing', () => rmSync(modules('.bin/node'))],
  ['the program behind a command is truncated', () => truncateSync(modules('node/bin/node'))],
  ['what an install script made is missing', () => rmSync(modules('node/bin'), { recursive: true })],
];

/** Half-installed in a way that leaves no list to trust. */
const interruptions: readonly Breakage[] = [
  ['npm’s list is missing', () => rmSync(modules('.package-lock.json'))],
  ['npm’s list is truncated', () => truncateSync(modules('.package-lock.json'), 20)],
  ['an installation was interrupted', () => write(modules('.installing'), '1')],
];

const emptyFolder = (folder_: string): void => {
  rmSync(folder_, { recursive: true });
  mkdirSync(folder_);
};

const replaceIn = (file: string, from: string, to: string): void =>
  writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));

/** The project as a complete installation leaves it. */
let complete: string;
const restore = (): void => {
  rmSync(project, { recursive: true, force: true });
  cpSync(complete, project, { recursive: true, verbatimSymlinks: true });
};

describe('npm start and the packages', () => {
  it('installs them from nothing, runs the scripts of listed packages only, and installs nothing twice', () => {
    const first = start();
    expect(first.output).toMatch(/^Installing JavaScript packages …\n[\s\S]*started a\n$/);
    expect(first.status).toBe(0);
    expect(existsSync(at('script-has-run'))).toBe(false);
    expect(start()).toEqual({ status: 0, output: 'started a\n' });
    complete = path.join(folder, 'complete');
    cpSync(project, complete, { recursive: true, verbatimSymlinks: true });
  });

  it.each(damages)('notices that %s', async (_, damage) => {
    restore();
    expect(await inspect()).toEqual({ state: 'complete', faults: [] });
    damage();
    expect((await inspect()).state).toBe('damaged');
  });

  // Without our record a missing folder inside a package cannot be noticed.
  it.each(damages.filter(([way]) => way !== 'a folder of a package is missing'))(
    'notices after a plain `npm install` that %s',
    async (_, damage) => {
      restore();
      rmSync(modules('.installed.json'));
      expect((await inspect()).state).toBe('outdated');
      damage();
      expect((await inspect()).state).toBe('damaged');
    },
  );

  it.each(interruptions)('notices that %s', async (_, damage) => {
    restore();
    damage();
    expect(await inspect()).toEqual({ state: 'unfinished', faults: [] });
  });

  it.each([
    ['node_modules is damaged', () => damages.at(-1)?.[1]()],
    ['node_modules is damaged', () => damages[3]?.[1]()],
    ['node_modules is damaged', () => rmSync(modules('.bin'), { recursive: true })],
    ['An earlier installation did not finish', () => interruptions[0]?.[1]()],
    ['package-lock.json has changed', () => appendFileSync(at('package-lock.json'), '\n')],
  ])('says "%s", installs again and starts', (says, damage) => {
    restore();
    damage();
    const { status, output } = start();
    expect(output.startsWith(says)).toBe(true);
    expect(output).toMatch(/started a\n$/);
    expect(status).toBe(0);
    expect(start()).toEqual({ status: 0, output: 'started a\n' });
  });

  it('waits for an installation of another command, and deletes nothing of it', async () => {
    restore();
    rmSync(modules(), { recursive: true });
    const hold = at('hold');
    write(hold, '');
    try {
      const first = launch();
      await waitUntil(() => existsSync(modules('.installing')), { what: 'npm', timeoutSeconds: 60 });
      const second = launch();
      await waitUntil(() => second.output() !== '', { what: 'the second command', timeoutSeconds: 60 });
      const waits = `Process ${first.pid} installs JavaScript packages. Waiting …\n`;
      expect(second.output()).toBe(waits);
      rmSync(hold);
      expect((await first.ended).output).toMatch(/started a\n$/);
      expect(await second.ended).toEqual({ status: 0, output: `${waits}started a\n` });
    } finally {
      rmSync(hold, { force: true });
    }
    expect(existsSync(at('.installing'))).toBe(false);
  });

  it('takes over from an installation whose process was killed', () => {
    restore();
    write(modules('.installing'), '1');
    write(at('.installing'), JSON.stringify({ pid: process.pid, start: 'another time' }));
    const { status, output } = start();
    expect(output).toMatch(/^An earlier installation did not finish.*\n[\s\S]*started a\n$/);
    expect(status).toBe(0);
    expect(existsSync(at('.installing'))).toBe(false);
  });

  it('installs again when the Node.js that runs it is one of the packages that it removes', () => {
    restore();
    const ownNode = modules('own-node');
    cpSync(process.execPath, ownNode);
    rmSync(modules('.package-lock.json'));
    const npm = realpathSync(execFileSync('sh', ['-c', 'command -v npm'], { encoding: 'utf8' }).trim());
    const { status, output } = start({ npm_execpath: npm }, ownNode);
    expect(existsSync(ownNode)).toBe(false);
    expect(output).toMatch(/started a\n$/);
    expect(status).toBe(0);
  });

  it('names a new package with an install script that no list allows, and installs nothing', () => {
    const manifest = readFileSync(at('package.json'), 'utf8');
    try {
      replaceIn(at('package.json'), '"curious": false', '"other": false');
      appendFileSync(at('package-lock.json'), '\n');
      const { status, output } = start();
      expect(status).toBe(1);
      expect(output).toContain('allowScripts of package.json does not name them: curious@1.0.0');
      expect(output).not.toContain('    at ');
    } finally {
      writeFileSync(at('package.json'), manifest);
    }
  });

  it('ends with a sentence, not with a stack trace, when npm cannot install', () => {
    rmSync(modules(), { recursive: true, force: true });
    const archive = path.join(folder, 'letters-1.0.0.tgz');
    cpSync(archive, `${archive}.away`);
    rmSync(archive);
    try {
      const { status, output } = start({ npm_config_cache: path.join(folder, 'empty-cache') });
      expect(status).toBe(1);
      expect(output).toContain('npm install failed');
      expect(output).not.toContain('    at ');
    } finally {
      cpSync(`${archive}.away`, archive);
    }
    expect(start().status).toBe(0);
  });
});
