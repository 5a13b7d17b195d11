/** `npm run trace -- <request id>`: the story of one request, read from Jaeger and printed as trees. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { styleText } from 'node:util';
import { z } from 'zod';
import { awaitTraces, JaegerAway } from '../traces/trace-search.ts';
import { drawTraces } from '../traces/trace-tree.ts';

/** What a script can tell from how the command ended. */
const exit = { found: 0, nothing: 1, usage: 2, jaegerAway: 3 };

const defaultUiPort = 16686;
const searchPatience = { timeoutMilliseconds: 6_000, pauseMilliseconds: 700 };

type Said = {
  code: number;
  lines: string[];
};

/** Looks a request up; `environment` gives `JAEGER_UI_PORT` and `STATE_DIR`. */
export const traceCommand = async (
  [requestId, ...more]: string[],
  environment: NodeJS.ProcessEnv,
  { colour, patience = searchPatience }: { colour: boolean; patience?: typeof searchPatience },
): Promise<Said> => {
  const id = z.guid().safeParse(requestId?.toLowerCase());
  if (!id.success || more.length > 0) return { code: exit.usage, lines: usage };
  const jaegerUrl = `http://127.0.0.1:${jaegerPort(environment)}`;
  try {
    const traces = await awaitTraces(jaegerUrl, id.data, patience);
    if (traces.length === 0) return { code: exit.nothing, lines: nothing(id.data, jaegerUrl) };
    const lines = drawTraces(id.data, traces, colour ? styleText : undefined);
    return { code: exit.found, lines };
  } catch (error) {
    if (!(error instanceof JaegerAway)) throw error;
    return { code: exit.jaegerAway, lines: [error.message, ...whereIsJaeger] };
  }
};

/** The port that was asked for, else the one that the running mesh wrote down, else Jaeger's own. */
const jaegerPort = (environment: NodeJS.ProcessEnv): number => {
  const asked = Number(environment.JAEGER_UI_PORT);
  if (asked > 0) return asked;
  const file = join(environment.STATE_DIR || '.local', 'addresses.json');
  const written = existsSync(file)
    ? z.looseObject({ jaegerUi: z.number() }).safeParse(parse(file))
    : undefined;
  return written?.success ? written.data.jaegerUi : defaultUiPort;
};

const parse = (file: string): unknown => {
  return JSON.parse(readFileSync(file, 'utf8'));
};

const usage = [
  'Usage: npm run trace -- <request id>',
  'Every answer contains the request id in its X-Request-ID header; a problem also contains it as requestId.',
];

const whereIsJaeger = [
  'Is the mesh running (npm start)? The first start also builds Jaeger, which takes a few minutes longer.',
  'JAEGER_UI_PORT and STATE_DIR select the mesh.',
];

const nothing = (requestId: string, jaegerUrl: string): string[] => {
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
