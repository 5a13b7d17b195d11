import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { longCalls } from '../../client/src/api/long-calls.ts';

const folder = path.join(import.meta.dirname, '../../client/src');
const table = path.join(import.meta.dirname, '../../../../libs/contracts/operations.md');
/** A call without a time of its own ends after this time. */
const usualSeconds = 60;

/** The seconds that the gateway allows each public operation. */
const deadlines = (): ReadonlyMap<string, number> =>
  new Map(
    readFileSync(table, 'utf8')
      .split('\n')
      .map((row) => row.split('|').map((cell) => cell.trim()))
      .flatMap(([, name = '', , edgePath = '', , , deadline = '']) => {
        const seconds = Number(/^(\d+) s$/.exec(deadline)?.[1]);
        return edgePath.startsWith('`/api') && seconds > 0 ? [[name.slice(1, -1), seconds] as const] : [];
      }),
  );

const callers = (operation: string): readonly string[] =>
  globSync('**/*.{ts,tsx}', { cwd: folder })
    .map((name) => readFileSync(path.join(folder, name), 'utf8'))
    .filter((text) => new RegExp(`\\bapi\\.\\w+\\(${operation}\\b|useAction\\(${operation}\\b`).test(text));

describe('calls that the gateway allows more than a minute', () => {
  const long = [...deadlines()].filter(
    ([name, seconds]) => seconds > usualSeconds && callers(name).length > 0,
  );

  it('The client gives each call the time that the gateway allows', () => {
    expect(Object.fromEntries(long.map(([name, seconds]) => [name, seconds * 1_000]))).toEqual(longCalls);
  });

  it.each(Object.keys(longCalls))('Each caller of %s gives it this time', (name) => {
    for (const text of callers(name)) expect(text).toContain(`timeoutMilliseconds: longCalls.${name}`);
  });
});
