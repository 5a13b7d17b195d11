/** `npm run trace -- <request id>`: reads the traces of one request from Jaeger and prints them as trees. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { styleText } from 'node:util';
import { z } from 'zod';
import { awaitTraces, JaegerUnavailable } from '../traces/trace-search.ts';
import { drawTraces } from '../traces/trace-tree.ts';

/** Exit codes, so that a script can distinguish the outcomes. */
const exit = { found: 0, noSpans: 1, usage: 2, jaegerUnavailable: 3 };

const defaultUiPort = 16686;
const defaultPolling = { timeoutMilliseconds: 6_000, pauseMilliseconds: 700 };

type CommandResult = {
  code: number;
  lines: string[];
};

/** Finds the traces of a request. `environment` may contain `JAEGER_UI_PORT` and `STATE_DIR`. */
export const traceCommand = async (
  [requestId, ...more]: string[],
  environment: NodeJS.ProcessEnv,
  { colour, polling = defaultPolling }: { colour: boolean; polling?: typeof defaultPolling },
): Promise<CommandResult> => {
  const id = z.guid().safeParse(requestId?.toLowerCase());
  if (!id.success || more.length > 0) return { code: exit.usage, lines: usage };
  const jaegerUrl = `http://127.0.0.1:${jaegerPort(environment)}`;
  try {
    const traces = await awaitTraces(jaegerUrl, id.data, polling);
    if (traces.length === 0) return { code: exit.noSpans, lines: noSpans(id.data, jaegerUrl) };
    const lines = drawTraces(id.data, traces, colour ? styleText : undefined);
    return { code: exit.found, lines };
  } catch (error) {
    if (!(error instanceof JaegerUnavailable)) throw error;
    return { code: exit.jaegerUnavailable, lines: [error.message, ...unavailableAdvice] };
  }
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
  'Usage: npm run trace -- <request id>',
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
