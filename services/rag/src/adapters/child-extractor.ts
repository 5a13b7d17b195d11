import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import type { ExtractedPage, Extraction, Extractor } from '../domain/ports.ts';
import { childMessage, type ExtractionLimits } from '../extraction/model/protocol.ts';
import { uncheckedWarning } from '../extraction/visibility/find-invisible-text.ts';
import { residentBytes } from './process-memory.ts';

export type ContainmentLimits = ExtractionLimits & {
  readonly residentBytes: number;
  /** Longest silence between two steps; a page is a step. */
  readonly stepSeconds: number;
  readonly totalSeconds: number;
};

export const defaultContainment: ContainmentLimits = {
  pages: 500,
  characters: 2_000_000,
  outlineEntries: 5_000,
  residentBytes: 400_000_000,
  stepSeconds: 10,
  totalSeconds: 60,
};

const memoryPollMilliseconds = 50;
const heapMegabytes = 300;
const threads = 3;
const program = fileURLToPath(new URL('../extraction/extract-main.ts', import.meta.url));

/**
 * Reads a PDF in a process of its own: no environment, no right to write, start programs or load native code, and
 * a parent that kills it when its memory or its clocks run over. Worker threads would not do: their limits leave
 * ArrayBuffers unbounded.
 */
export const createChildExtractor = (limits: ContainmentLimits = defaultContainment): Extractor => {
  return {
    async extract(pdf, { onProgress, signal }) {
      signal.throwIfAborted();
      const child = startChild(limits);
      const kill = () => void child.kill('SIGKILL');
      signal.addEventListener('abort', kill, { once: true });
      try {
        const result = await supervise(child, pdf, limits, onProgress);
        signal.throwIfAborted();
        return result;
      } finally {
        signal.removeEventListener('abort', kill);
        kill();
      }
    },
  };
};

const startChild = (limits: ContainmentLimits): ChildProcess => {
  const { pages, characters, outlineEntries, totalSeconds } = limits;
  return fork(program, [JSON.stringify({ pages, characters, outlineEntries })], {
    env: {},
    // The kernel ends a child that hangs after its parent was killed: it counts the seconds of all threads.
    execPath: '/bin/sh',
    execArgv: [
      '-c',
      `ulimit -t ${Math.ceil(totalSeconds * threads)} && exec "$0" "$@"`,
      process.execPath,
      '--permission',
      ...readableFolders().map((folder) => `--allow-fs-read=${folder}`),
      `--max-old-space-size=${heapMegabytes}`,
      '--disallow-code-generation-from-strings',
      '--disable-warning=ExperimentalWarning',
    ],
    serialization: 'json',
    stdio: ['pipe', 'ignore', 'ignore', 'ipc'],
  });
};

/** The program itself and the packages it loads; nothing else can be opened, keys and sources of others included. */
const readableFolders = (): string[] => {
  const packageFolder = (name: string, from: string) =>
    dirname(createRequire(from).resolve(`${name}/package.json`));
  const parser = resolve(dirname(createRequire(import.meta.url).resolve('pdf-parse')), '../../..');
  const engine = packageFolder('pdfjs-dist', join(parser, 'package.json'));
  const schemas = packageFolder('zod', import.meta.url);
  return [dirname(program), resolve(dirname(program), '../../package.json'), parser, engine, schemas];
};

type Ending = { readonly state: 'timed out' | 'too large' | 'ended' };

const supervise = async (
  child: ChildProcess,
  pdf: AsyncIterable<Uint8Array>,
  limits: ContainmentLimits,
  onProgress: (done: number, total: number) => void,
): Promise<Extraction> => {
  let ending: Ending['state'] = 'ended';
  const end = (state: Ending['state']) => {
    ending = state;
    child.kill('SIGKILL');
  };
  const total = setTimeout(end, limits.totalSeconds * 1000, 'timed out');
  const step = setTimeout(end, limits.stepSeconds * 1000, 'timed out');
  const memory = watchMemory(child, limits.residentBytes, () => end('too large'));

  const heard = listen(child, { onProgress, onMessage: () => step.refresh() });
  try {
    const exit = once(child, 'exit');
    const [code] = (await Promise.all([exit, feed(child, pdf)]))[0];
    return heard() ?? judgeEnd(ending, code);
  } finally {
    clearTimeout(total);
    clearTimeout(step);
    clearInterval(memory);
  }
};

/** Collects what the child says; the answer is what it has come to when the child has ended. */
const listen = (
  child: ChildProcess,
  { onProgress, onMessage }: { onProgress: (done: number, total: number) => void; onMessage: () => void },
): (() => Extraction | undefined) => {
  const pages: ExtractedPage[] = [];
  let verdict: Extraction | undefined;
  // A child that dies once the text is safe has only left its last look at the drawing undone.
  let checked: readonly string[] = [uncheckedWarning];
  child.on('message', (raw) => {
    const parsed = childMessage.safeParse(raw);
    if (!parsed.success) return;
    onMessage();
    const message = parsed.data;
    if (message.kind === 'checked') checked = message.warnings;
    if (verdict !== undefined || message.kind === 'checked') return;
    if (message.kind === 'step') onProgress(message.done, message.total);
    else if (message.kind === 'page') pages.push(message.page);
    else if (message.kind === 'refused') verdict = { state: message.state, reason: message.reason };
    else verdict = { state: 'ready', title: message.title, warnings: message.warnings, pages };
  });
  return () =>
    verdict?.state === 'ready' ? { ...verdict, warnings: [...verdict.warnings, ...checked] } : verdict;
};

/** A child that is killed or refuses early closes its input; that is its answer, not a fault of the feeding. */
const feed = async (child: ChildProcess, pdf: AsyncIterable<Uint8Array>): Promise<void> => {
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

const watchMemory = (child: ChildProcess, cap: number, onExceeded: () => void): NodeJS.Timeout => {
  return setInterval(async () => {
    const bytes = child.pid === undefined ? undefined : await residentBytes(child.pid);
    if (bytes !== undefined && bytes > cap) onExceeded();
  }, memoryPollMilliseconds);
};

const judgeEnd = (ending: Ending['state'], code: number | null): Extraction => {
  if (ending === 'timed out')
    return {
      state: 'rejected_resource',
      reason: 'Reading the file took too long.',
    };
  if (ending === 'too large')
    return {
      state: 'rejected_resource',
      reason: 'Reading the file took too much memory.',
    };
  const outOfHeap = code === null || code === 134;
  return outOfHeap
    ? {
        state: 'rejected_resource',
        reason: 'The program that reads files ran out of memory.',
      }
    : {
        state: 'damaged',
        reason: 'The program that reads files ended without an answer.',
      };
};
