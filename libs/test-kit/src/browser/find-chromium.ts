import { execFile } from 'node:child_process';
import { access, constants, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type CacheEntry, cached, type Report } from '@ai-teacher/local-mesh/provision/binary-cache.ts';
import { LaunchError } from '@ai-teacher/local-mesh/terminal/launch-error.ts';

const run = promisify(execFile);

export type Chromium = {
  readonly file: string;
  /** Variables that Chromium needs in addition to those of this process. */
  readonly environment: Readonly<Record<string, string>>;
};

const alternative =
  'Install Chromium of the operating system (Debian: apt-get install chromium), or set CHROMIUM_BIN to a Chromium.';

/**
 * Finds Chromium by CHROMIUM_BIN, then as `chromium` on PATH, then in the package `@sparticuz/chromium`,
 * which is unpacked once into the cache of the user.
 *
 * @throws LaunchError that names the alternatives when the found Chromium does not run.
 */
export const findChromium = async (report: Report = () => {}): Promise<Chromium> => {
  const chosen = process.env.CHROMIUM_BIN;
  const file = chosen ? path.resolve(chosen) : await chromiumOnPath();
  const found = file === undefined ? await unpacked(report) : { file, environment: {} };
  await requireRunning(found);
  return found;
};

const chromiumOnPath = async (): Promise<string | undefined> => {
  for (const folder of (process.env.PATH ?? '').split(path.delimiter).filter(path.isAbsolute)) {
    const file = path.join(folder, 'chromium');
    const executable = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (executable) return file;
  }
  return undefined;
};

const unpacked = async (report: Report): Promise<Chromium> => {
  const manifest = new URL('../package.json', import.meta.resolve('@sparticuz/chromium'));
  const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { version: string };
  const entry: CacheEntry = {
    key: `chromium-${version}-with-fonts-${process.platform}-${process.arch}`,
    file: 'chromium',
    neededBytes: 300_000_000,
    make: unpack,
  };
  const file = await cached(entry, report);
  const folder = path.dirname(file);
  return {
    file,
    environment: {
      FONTCONFIG_PATH: path.join(folder, 'fonts'),
      LD_LIBRARY_PATH: [path.join(folder, 'al2023/lib'), process.env.LD_LIBRARY_PATH]
        .filter(Boolean)
        .join(':'),
    },
  };
};

const unpack = async (folder: string, report: Report): Promise<void> => {
  report('unpacking Chromium');
  const program = fileURLToPath(new URL('unpack-chromium.ts', import.meta.url));
  // The package brings its system libraries (nss, nspr, expat) only where it detects this environment.
  const environment = { ...process.env, TMPDIR: folder, AWS_LAMBDA_JS_RUNTIME: 'nodejs24.x' };
  await run(process.execPath, [program], { env: environment });
};

const requireRunning = async ({ file, environment }: Chromium): Promise<void> => {
  try {
    await run(file, ['--version'], { env: { ...process.env, ...environment }, timeout: 60_000 });
  } catch (fault) {
    const lines = fault instanceof Error && 'stderr' in fault ? String(fault.stderr).trim() : '';
    const reason = lines || (fault instanceof Error ? fault.message : String(fault));
    throw new LaunchError(`Chromium (${file}) does not run: ${reason}`, alternative, { cause: fault });
  }
};
