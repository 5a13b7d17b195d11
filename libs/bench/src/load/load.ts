import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { endedChildrenTime } from '../machine/processor-time.ts';
import type { Sample } from './latency.ts';

/** One request that is sent repeatedly, in turn with the others of its list. */
export type Target = {
  /** GET by default. */
  readonly method?: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
};

export type Load = {
  readonly targets: readonly Target[];
  /** Requests per second in an open loop; undefined for a closed loop over `connections`. */
  readonly rate: number | undefined;
  readonly seconds: number;
  /** The maximum number of concurrent requests. The latency of a waiting request counts from its due time. */
  readonly connections: number;
  /** The local address to send from; the gateway limits the requests of an address. */
  readonly from?: string;
};

export type LoadTool = {
  /** Path of vegeta. */
  readonly program: string;
  /** A folder with access for its owner only, because the targets hold tokens. */
  readonly folder: string;
  /** A folder with `tls.crt`, `tls.key` and `ca.crt` of the gateway's identity. */
  readonly certificates: string;
};

const run = async (program: string, args: readonly string[]): Promise<void> => {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise<number | null>((resolve, reject) =>
    child.once('close', resolve).once('error', reject),
  );
  const complaint = await text(child.stderr);
  const code = await ended;
  if (code !== 0) throw new Error(`${program} ended with ${code}: ${complaint.trim()}`);
};

const attackArguments = (
  { rate, seconds, connections, from }: Load,
  { certificates }: LoadTool,
): string[] => [
  'attack',
  '-format=json',
  `-rate=${rate === undefined ? 0 : `${rate}/1s`}`,
  `-duration=${seconds}s`,
  `-workers=${Math.min(connections, 16)}`,
  `-max-workers=${connections}`,
  // Otherwise each request without an idle connection opens a new one, and a slow moment causes many
  // handshakes.
  `-max-connections=${connections}`,
  ...(from === undefined ? [] : [`-laddr=${from}`]),
  '-timeout=10s',
  '-http2=false',
  // Bodies are read to their end and not stored.
  '-max-body=0',
  `-cert=${path.join(certificates, 'tls.crt')}`,
  `-key=${path.join(certificates, 'tls.key')}`,
  `-root-certs=${path.join(certificates, 'ca.crt')}`,
];

/** timestamp, status, latency, bytes out, bytes in, error, body, attack, sequence, method, url, headers. */
const line = /^(?<sent>\d+),(?<status>\d+),(?<latency>\d+),.*,(?<sequence>\d+),[A-Z]+,[^,]*,[^,]*$/;

/** @throws Error for a line that is not one of vegeta's. */
export const parseSample = (written: string): Sample => {
  const found = line.exec(written)?.groups;
  if (found === undefined) throw new Error(`unknown line: ${written.slice(0, 200)}`);
  return {
    sequence: Number(found.sequence),
    sentNanoseconds: BigInt(found.sent as string),
    latencyNanoseconds: Number(found.latency),
    status: Number(found.status),
  };
};

/**
 * Sends a load with vegeta in a separate process and reads the results afterwards, so only the sending
 * competes with the mesh for the processor. `toolMilliseconds` is the processor time of the sending.
 */
export const sendLoad = async (
  load: Load,
  tool: LoadTool,
): Promise<{ samples: Sample[]; toolMilliseconds: number }> => {
  const [targets, results, lines] = ['targets.json', 'results.gob', 'results.csv'].map((name) =>
    path.join(tool.folder, name),
  ) as [string, string, string];
  const written = load.targets.map(({ method = 'GET', url, headers, body }) =>
    JSON.stringify({
      method,
      url,
      header: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
      ...(body === undefined ? {} : { body: Buffer.from(body).toString('base64') }),
    }),
  );
  await writeFile(targets, `${written.join('\n')}\n`, { mode: 0o600 });
  try {
    const before = endedChildrenTime();
    await run(tool.program, [...attackArguments(load, tool), `-targets=${targets}`, `-output=${results}`]);
    const toolMilliseconds = endedChildrenTime() - before;
    await run(tool.program, ['encode', '-to=csv', `-output=${lines}`, results]);
    const samples: Sample[] = [];
    for await (const each of createInterface({ input: createReadStream(lines) }))
      samples.push(parseSample(each));
    return { samples, toolMilliseconds };
  } finally {
    await Promise.all([targets, results, lines].map((file) => rm(file, { force: true })));
  }
};
