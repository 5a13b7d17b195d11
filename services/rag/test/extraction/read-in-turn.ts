import { type ChildProcess, fork } from 'node:child_process';
import { z } from 'zod';
import { extractedPage, extractedWarning } from '../../src/extraction/model/protocol.ts';

const readFile = z.object({ pages: z.array(extractedPage), warnings: z.array(extractedWarning) });
type ReadFile = Pick<z.output<typeof readFile>, 'pages'> & {
  /** The sentences of the warnings. */
  readonly warnings: readonly string[];
  readonly details: readonly z.output<typeof extractedWarning>[];
};
type Reply = { readonly id: number; readonly result: { readonly state: string } };

const waiting = new Map<number, (reply: Reply['result']) => void>();
let child: ChildProcess | undefined;
let lastId = 0;

const start = (): ChildProcess => {
  const started = fork(new URL('./reading-child.ts', import.meta.url), {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    env: {},
  });
  started.on('message', ({ id, result }: Reply) => {
    waiting.get(id)?.(result);
    waiting.delete(id);
    if (waiting.size === 0) started.channel?.unref();
  });
  started.on('exit', (code) => {
    for (const answer of waiting.values()) answer({ state: `the child ended with ${code}` });
    waiting.clear();
  });
  started.unref();
  return started;
};

/**
 * Reads a file by the code of the extraction child, in a process that all files of a test share. The process
 * ends with the test.
 *
 * @throws Error with the state of a file that is not ready.
 */
export const readInTurn = async (file: Buffer): Promise<ReadFile> => {
  child ??= start();
  child.channel?.ref();
  lastId += 1;
  const id = lastId;
  const result = await new Promise<Reply['result']>((resolve) => {
    waiting.set(id, resolve);
    child?.send({ id, file: file.toString('base64') });
  });
  if (result.state !== 'ready') throw new Error(result.state);
  const { pages, warnings } = readFile.parse(result);
  return { pages, warnings: warnings.map(({ sentence }) => sentence), details: warnings };
};

/** Ends the shared process. */
export const endReading = (): void => {
  child?.kill();
  child = undefined;
};
