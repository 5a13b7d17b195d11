/** Stands in for the child that reads files. Its standard input names what it does wrong. */
import { writeSync } from 'node:fs';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

const reading = { declaredLabel: null, printedLabel: null, labelReason: 'position-in-file' };
const send = (line: string) => {
  let bytes = Buffer.from(line);
  while (bytes.byteLength > 0) bytes = bytes.subarray(writeSync(3, bytes));
};
const message = (content: unknown) => send(`${JSON.stringify(content)}\n`);
const page = (number: number, given = {}) =>
  message({
    kind: 'page',
    page: { number, label: '1', text: 'Text.', headings: [], reading, ...given },
  });
const finish = () => message({ kind: 'finished', warnings: [] });
const sleepForever = () => new Promise(() => setInterval(() => {}, 1_000));

const tryToConnect = (port: number): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => resolve('connected'));
    socket.on('error', () => resolve('no network'));
  });

const misdeeds: Readonly<Record<string, (argument: string) => unknown>> = {
  'floods with messages': () => {
    for (;;) message({ kind: 'step', done: 1, total: 1 });
  },
  'sends a line without an end': () => {
    for (;;) send('x'.repeat(1_000_000));
  },
  'sends no JSON': () => send('hello\n'),
  'sends an unknown message': () => message({ kind: 'please', run: 'this' }),
  'sends a field too much': () => page(1, { script: 'x' }),
  'sends a label that is too long': () => page(1, { label: 'x'.repeat(41) }),
  'sends a character that cannot be stored': () => [page(1, { text: 'a\u0000b\ud800c' }), finish()],
  'sends a page twice': () => [page(1), page(1)],
  'sends more pages than allowed': () => {
    for (let number = 1; ; number += 1) page(number);
  },
  'ends without an answer': () => process.exit(0),
  'never answers': sleepForever,
  // The parent waits for a child that gets no processor.
  'answers after two idle seconds': async () => {
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    page(1);
    finish();
  },
  'computes without an answer': () => {
    for (;;) Math.random();
  },
  'answers and never ends': () => [page(1), finish(), sleepForever()],
  connects: async (port) => {
    page(1, { text: await tryToConnect(Number(port)) });
    finish();
  },
};

const [name = '', argument = ''] = (await text(process.stdin)).split('|');
await misdeeds[name]?.(argument);
