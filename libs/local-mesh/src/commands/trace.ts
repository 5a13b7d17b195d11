/**
 * `npm run trace -- <request id>`: reads the traces of one request from Jaeger and prints them as trees. With
 * `--html` it also writes a page to `results/`.
 */
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { styleText } from 'node:util';
import { z } from 'zod';
import { repositoryRoot, stateDirectory } from '../state/state-directory.ts';
import { drawTracePage, type TracePage } from '../trace-page/trace-page.ts';
import { findCitedDocuments } from '../traces/cited-documents.ts';
import { findJaegerLink } from '../traces/jaeger-link.ts';
import { readRequestLogs } from '../traces/request-logs.ts';
import { awaitTraces, JaegerUnavailable } from '../traces/trace-search.ts';
import { drawTraces } from '../traces/trace-tree.ts';

/** Exit codes, so that a script can distinguish the outcomes. */
const exit = { found: 0, noSpans: 1, usage: 2, jaegerUnavailable: 3 };

const defaultUiPort = 16686;
const defaultPolling = { timeoutMilliseconds: 6_000, pauseMilliseconds: 700 };

const resultsFolder = join(repositoryRoot, 'results');

type Options = {
  readonly colour: boolean;
  readonly polling?: typeof defaultPolling;
  /** Where `--html` writes the page. */
  readonly folder?: string;
};

type CommandResult = {
  code: number;
  lines: string[];
};

/**
 * Finds the traces of a request; `--html` also writes them as a page. `environment` may contain
 * `JAEGER_UI_PORT` and `STATE_DIR`.
 */
export const traceCommand = async (
  words: readonly string[],
  environment: NodeJS.ProcessEnv,
  { colour, polling = defaultPolling, folder = resultsFolder }: Options,
): Promise<CommandResult> => {
  const [requestId, ...more] = words.filter((word) => word !== '--html');
  const id = z.guid().safeParse(requestId);
  if (!id.success || more.length > 0) return { code: exit.usage, lines: usage };
  const jaegerUrl = `http://127.0.0.1:${jaegerPort(environment)}`;
  try {
    const traces = await awaitTraces(jaegerUrl, id.data, polling);
    if (traces.length === 0) return { code: exit.noSpans, lines: noSpans(id.data, jaegerUrl) };
    const lines = drawTraces(id.data, traces, colour ? styleText : undefined);
    const link = await findJaegerLink(jaegerUrl, id.data);
    const found = { requestId: id.data, traces, jaegerUrl, jaegerLink: link };
    const pages = words.includes('--html') ? [`Page: ${await writePage(found, environment, folder)}`] : [];
    return { code: exit.found, lines: [...lines, ...footer(pages, link)] };
  } catch (error) {
    if (!(error instanceof JaegerUnavailable)) throw error;
    return { code: exit.jaegerUnavailable, lines: [error.message, ...unavailableAdvice] };
  }
};

const footer = (pages: readonly string[], link: string | undefined): string[] => {
  const lines = [...pages, ...(link === undefined ? [] : [`Jaeger: ${link}`])];
  return lines.length === 0 ? [] : ['', ...lines];
};

type Found = Pick<TracePage, 'requestId' | 'traces' | 'jaegerLink'> & { readonly jaegerUrl: string };

/** Writes the page of a request into `folder`. @returns the path of the page. */
const writePage = async (
  { requestId, traces, jaegerUrl, jaegerLink }: Found,
  environment: NodeJS.ProcessEnv,
  folder: string,
): Promise<string> => {
  const logFolder = stateDirectory(environment.STATE_DIR).logs;
  const [cited, logs] = await Promise.all([
    findCitedDocuments(jaegerUrl, traces),
    readRequestLogs(logFolder, requestId),
  ]);
  const page = { requestId, traces, cited, logs, logFolder, jaegerLink, writtenAt: new Date() };
  const file = join(folder, `trace-${requestId}.html`);
  await mkdir(folder, { recursive: true });
  // The page contains paths and log lines of the mesh, so only its owner may read it.
  await writeFile(file, drawTracePage(page), { mode: 0o600 });
  return file;
};

/** The port of JAEGER_UI_PORT, else the port in the addresses.json of the mesh, else Jaeger's default. */
const jaegerPort = (environment: NodeJS.ProcessEnv): number => {
  const requested = Number(environment.JAEGER_UI_PORT);
  if (requested > 0) return requested;
  const file = join(environment.STATE_DIR || '.local', 'addresses.json');
  const stored = existsSync(file)
    ? z.looseObject({ jaegerUi: z.number() }).safeParse(parse(file))
    : undefined;
  return stored?.success ? stored.data.jaegerUi : defaultUiPort;
};

const parse = (file: string): unknown => {
  return JSON.parse(readFileSync(file, 'utf8'));
};

const usage = [
  'Usage: npm run trace -- <request id> [--html]',
  'With --html the traces, the log lines and the ingestion of cited documents become a page in results/.',
  'Every answer contains the request id in its X-Request-ID header; a problem also contains it as requestId.',
];

const unavailableAdvice = [
  'Is the mesh running (npm start)? The first start also builds Jaeger, which takes a few minutes longer.',
  'JAEGER_UI_PORT and STATE_DIR select the mesh.',
];

const noSpans = (requestId: string, jaegerUrl: string): string[] => {
  return [
    `No spans of request ${requestId} at ${jaegerUrl}.`,
    'Spans arrive one or two seconds after the answer. Jaeger stores only the latest traces, in memory.',
  ];
};

if (import.meta.main) {
  const colour = Boolean(process.stdout.isTTY) && !process.env.NO_COLOR;
  const { code, lines } = await traceCommand(process.argv.slice(2), process.env, { colour });
  (code === exit.found ? process.stdout : process.stderr).write(`${lines.join('\n')}\n`);
  process.exitCode = code;
}
