import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import type { Extraction, Extractor } from '../domain/ingestion/ports.ts';
import type { ExtractionOptions } from '../extraction/model/limits.ts';
import { readMessages } from './child-messages.ts';
import { plainSourcesOf } from './child-sources/plain-sources.ts';
import { type NetworkIsolation, namespaceCommand } from './network-isolation.ts';
import { type Excess, watchUse } from './process-use.ts';

export type ContainmentLimits = ExtractionOptions & {
  readonly maxResidentBytes: number;
  /** Maximum processor time between two messages of the child. Reading a page is one step. */
  readonly maxStepSeconds: number;
  /** Maximum processor time of the child. */
  readonly maxTotalSeconds: number;
};

export const defaultContainment: ContainmentLimits = {
  pages: 500,
  characters: 2_000_000,
  outlineEntries: 5_000,
  headingBytes: 600,
  headingDepth: 8,
  pageLabelCharacters: 40,
  maxResidentBytes: 400_000_000,
  maxStepSeconds: 10,
  maxTotalSeconds: 60,
};

const maxHeapMegabytes = 300;
const threads = 3;
const extractProgram = fileURLToPath(new URL('../extraction/extract-main.ts', import.meta.url));
const sourceLoader = new URL('../extraction/load-plain-sources.mjs', import.meta.url).href;

let plainSources: string | undefined;
/** The sources of the program and of the packages of the workspace that it loads; made by the first call. */
const sourcesOfChild = (): string => {
  if (plainSources !== undefined) return plainSources;
  const folders = ['@ai-teacher/language', '@ai-teacher/contracts'].map((name) => readableLinkOf(name)[1]);
  plainSources = plainSourcesOf([dirname(extractProgram), ...folders.map((folder) => join(folder, 'src'))]);
  return plainSources;
};

export type ChildOptions = {
  readonly limits?: ContainmentLimits;
  readonly isolation?: NetworkIsolation;
  /** The program of the child; a test may give another one. */
  readonly program?: string;
};

/**
 * Reads a PDF in a child process. The child has no environment, and may not write files, start programs or
 * load native code. The parent kills the child when it exceeds its memory, its time or the bounds of its
 * messages. Worker threads do not suffice, because their limits do not include ArrayBuffers.
 */
export const createChildExtractor = ({
  limits = defaultContainment,
  isolation = 'egress-rule',
  program = extractProgram,
}: ChildOptions = {}): Extractor => {
  return {
    async extract(pdf, { onProgress, signal }) {
      signal.throwIfAborted();
      const child = startChild(program, limits, isolation);
      const kill = () => void child.kill('SIGKILL');
      signal.addEventListener('abort', kill, { once: true });
      try {
        const result = await supervise(child, { pdf, limits, onProgress });
        signal.throwIfAborted();
        return result;
      } finally {
        signal.removeEventListener('abort', kill);
        kill();
      }
    },
  };
};

const startChild = (
  program: string,
  limits: ContainmentLimits,
  isolation: NetworkIsolation,
): ChildProcess => {
  const { maxResidentBytes: _bytes, maxStepSeconds: _step, maxTotalSeconds, ...ofTheChild } = limits;
  const command = [
    ...(isolation === 'namespace' ? namespaceCommand : []),
    process.execPath,
    '--permission',
    ...readableFolders(program, limits.recognition?.languages ?? []).map(
      (folder) => `--allow-fs-read=${folder}`,
    ),
    `--max-old-space-size=${maxHeapMegabytes}`,
    '--disallow-code-generation-from-strings',
    '--disable-warning=ExperimentalWarning',
    `--import=${sourceLoader}`,
    program,
    JSON.stringify(ofTheChild),
  ];
  // The kernel ends a child that hangs after its parent was killed. It counts the CPU seconds of all threads.
  const script = `ulimit -t ${Math.ceil(maxTotalSeconds * threads)} && exec "$0" "$@"`;
  const child = spawn('/bin/sh', ['-c', script, ...command], {
    env: {},
    stdio: ['pipe', 'ignore', 'ignore', 'pipe', 'pipe'],
  });
  // A child that ends before it has read its sources ends without an answer.
  (child.stdio[4] as Writable).on('error', () => {}).end(sourcesOfChild());
  return child;
};

/**
 * The program and the packages that it loads. The child cannot open other files, such as keys or other
 * sources.
 */
const readableFolders = (program: string, languages: readonly string[]): string[] => {
  const packageFolder = (name: string, from: string) =>
    dirname(createRequire(from).resolve(`${name}/package.json`));
  const parser = resolve(dirname(createRequire(import.meta.url).resolve('pdf-parse')), '../../..');
  const engine = packageFolder('pdfjs-dist', join(parser, 'package.json'));
  const directions = packageFolder('bidi-js', import.meta.url);
  const recognition = ['tesseract.js-core', ...languages.map((language) => `@tesseract.js-data/${language}`)];
  return [
    dirname(extractProgram),
    dirname(program),
    resolve(dirname(extractProgram), '../../package.json'),
    parser,
    engine,
    directions,
    ...recognition.map((name) => packageFolder(name, import.meta.url)),
    ...readableLinkOf('@ai-teacher/language'),
    ...readableLinkOf('@ai-teacher/contracts'),
  ];
};

/**
 * A package of the workspace is a link: Node reads `package.json` through the link and the sources at its
 * target.
 */
const readableLinkOf = (name: string): [link: string, target: string] => {
  const folders = createRequire(import.meta.url).resolve.paths(name) ?? [];
  const link = folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
  if (link === undefined) throw new Error(`the package ${name} is not installed`);
  return [link, realpathSync(link)];
};

type Ending = Excess | 'ended';

const supervise = async (
  child: ChildProcess,
  {
    pdf,
    limits,
    onProgress,
  }: {
    pdf: AsyncIterable<Uint8Array>;
    limits: ContainmentLimits;
    onProgress: (done: number, total: number) => void;
  },
): Promise<Extraction> => {
  let ending: Ending = 'ended';
  const end = (state: Ending) => {
    ending = state;
    child.kill('SIGKILL');
  };
  const watch = watchUse(child.pid, limits, end);

  const messages = readMessages(child.stdio[3] as Readable, limits, {
    onProgress,
    onMessage: watch.beginStep,
    onEnd: () => child.kill('SIGKILL'),
  });
  try {
    // All messages have arrived when the child's pipes are closed.
    const exit = once(child, 'close');
    const [code] = (await Promise.all([exit, writeInput(child, pdf)]))[0];
    return messages.result() ?? explainViolation(messages.violation()) ?? explainEnding(ending, code, limits);
  } finally {
    watch.stop();
  }
};

/**
 * A child that is killed or rejects the file early closes its input. This is a result, not an error of
 * writing.
 */
const writeInput = async (child: ChildProcess, pdf: AsyncIterable<Uint8Array>): Promise<void> => {
  if (!child.stdin) return;
  try {
    await pipeline(Readable.from(pdf), child.stdin);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EPIPE' || code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE') return;
    child.kill('SIGKILL');
    throw error;
  }
};

const explainViolation = (violation: string | undefined): Extraction | undefined =>
  violation === undefined
    ? undefined
    : { state: 'rejected_resource', reason: `The program that reads files ${violation}.` };

const explainEnding = (ending: Ending, code: number | null, limits: ContainmentLimits): Extraction => {
  const time = { name: 'time', value: limits.maxTotalSeconds } as const;
  const memory = { name: 'memory', value: limits.maxResidentBytes } as const;
  if (ending === 'timed out')
    return {
      state: 'rejected_resource',
      reason: 'Reading the file took too long.',
      limit: time,
    };
  if (ending === 'too large')
    return {
      state: 'rejected_resource',
      reason: 'Reading the file took too much memory.',
      limit: memory,
    };
  const outOfHeap = code === null || code === 134;
  return outOfHeap
    ? {
        state: 'rejected_resource',
        reason: 'The program that reads files ran out of memory.',
        limit: memory,
      }
    : {
        state: 'damaged',
        reason: 'The program that reads files ended without an answer.',
      };
};
