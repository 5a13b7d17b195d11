import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';

const logLine = z.looseObject({
  time: z.string().optional(),
  service: z.string().optional(),
  level: z.string().optional(),
  msg: z.string().optional(),
});
export type LogLine = z.infer<typeof logLine>;

/** Further lines of a request are counted, but not shown. */
const maxLines = 400;

export type RequestLogs = {
  /** In order of their time. */
  readonly lines: readonly LogLine[];
  readonly isCut: boolean;
};

/**
 * Reads the JSON log lines of one request from a folder of logs, whatever the case of its id. A missing
 * folder has no lines.
 */
export const readRequestLogs = async (folder: string, requestId: string): Promise<RequestLogs> => {
  const files = await readdir(folder).catch(() => []);
  const logs = files.filter((file) => /\.log(\.\d+)?$/.test(file));
  const found = (await Promise.all(logs.map((file) => linesOf(path.join(folder, file), requestId)))).flat();
  const lines = found.sort((one, other) => (one.time ?? '').localeCompare(other.time ?? ''));
  return { lines: lines.slice(0, maxLines), isCut: lines.length > maxLines };
};

const linesOf = async (file: string, requestId: string): Promise<LogLine[]> => {
  const lines: LogLine[] = [];
  const id = requestId.toLowerCase();
  for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    if (!text.startsWith('{') || !text.toLowerCase().includes(id)) continue;
    const line = logLine.safeParse(parse(text));
    if (line.success) lines.push(line.data);
  }
  return lines;
};

/** The value of a line; undefined for a line that is still being written. */
const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
