import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { type Actions, followAbandoned } from '../../client/src/shell/abandoned-work.ts';

const folder = path.join(import.meta.dirname, '../../client/src');

/**
 * The library whose actions the client watches. Its types bring those of React, which declare the elements of
 * a page without their members for all tests.
 */
type Library = {
  readonly QueryClient: new () => { readonly getMutationCache: () => Actions };
  readonly MutationObserver: new (
    client: unknown,
    options: object,
  ) => {
    readonly mutate: () => Promise<string>;
    readonly subscribe: (listener: () => void) => () => void;
  };
};
const libraryName = '@tanstack/react-query';
const { MutationObserver, QueryClient } = (await import(libraryName)) as Library;

/** A part of a page that begins an action, and what was reported of its end. */
const prepare = (meta: Record<string, unknown> = {}) => {
  const client = new QueryClient();
  const reported: unknown[] = [];
  const clock = { now: 0 };
  const stop = followAbandoned(
    client.getMutationCache(),
    (abandoned) => reported.push(abandoned),
    () => clock.now,
  );
  const answers = [Promise.withResolvers<string>(), Promise.withResolvers<string>()] as const;
  let asked = 0;
  const mutationFn = (): Promise<string> => (answers[asked++] ?? answers[0]).promise;
  const part = new MutationObserver(client, { mutationFn, meta, gcTime: 0, networkMode: 'always' });
  const leave = part.subscribe(() => undefined);
  return { reported, answers, part, leave, stop, clock };
};
const refusal = new Error('refused');

describe('an action that ends', () => {
  it('An action that fails after its part has left the page is reported once, with its meta', async () => {
    const { reported, answers, part, leave } = prepare({ work: 'exam' });
    const end = part.mutate();
    leave();
    answers[0].reject(refusal);
    await expect(end).rejects.toBe(refusal);
    expect(reported).toEqual([{ fault: refusal, meta: { work: 'exam' } }]);
  });

  it('An action that fails while its part is on the page is not reported', async () => {
    const { reported, answers, part } = prepare();
    const end = part.mutate();
    answers[0].reject(refusal);
    await expect(end).rejects.toBe(refusal);
    expect(reported).toEqual([]);
  });

  it.each([
    [10, [{ fault: refusal, meta: {} }]],
    [5_000, []],
  ])(
    'A fault whose part leaves the page after %i ms is reported when it was not read',
    async (wait, expected) => {
      const { reported, answers, part, leave, clock } = prepare();
      const end = part.mutate();
      answers[0].reject(refusal);
      await expect(end).rejects.toBe(refusal);
      clock.now += wait;
      leave();
      expect(reported).toEqual(expected);
    },
  );

  it('A fault is not reported when the same part tries again', async () => {
    const { reported, answers, part, leave } = prepare();
    const end = part.mutate();
    answers[0].reject(refusal);
    await expect(end).rejects.toBe(refusal);
    const again = part.mutate();
    answers[1].resolve('done');
    await expect(again).resolves.toBe('done');
    leave();
    expect(reported).toEqual([]);
  });

  it('An action that succeeds after its part has left the page is not reported', async () => {
    const { reported, answers, part, leave } = prepare();
    const end = part.mutate();
    leave();
    answers[0].resolve('done');
    await expect(end).resolves.toBe('done');
    expect(reported).toEqual([]);
  });

  it('An action that fails after the same part has begun another one is reported', async () => {
    const { reported, answers, part } = prepare();
    const [first, second] = [part.mutate(), part.mutate()];
    answers[0].reject(refusal);
    answers[1].resolve('done');
    await expect(first).rejects.toBe(refusal);
    await expect(second).resolves.toBe('done');
    expect(reported).toEqual([{ fault: refusal, meta: {} }]);
  });

  it('An action that fails after the end of the reports is not reported', async () => {
    const { reported, answers, part, leave, stop } = prepare();
    const end = part.mutate();
    leave();
    stop();
    answers[0].reject(refusal);
    await expect(end).rejects.toBe(refusal);
    expect(reported).toEqual([]);
  });
});

/** Files that call the API outside of the actions and the reads of the cache, each with its reason. */
const reasons: Readonly<Record<string, string>> = {
  'pages/rosters/use-roster.ts': 'follows an import, which the page shows again when it is opened',
  'pages/sitting/outbox/use-outbox.ts': 'stores what was not sent, and other pages say so',
  'shell/notifications.tsx': 'follows the notifications on every page',
};

/** Actions whose fault another part shows. */
const shownElsewhere: readonly string[] = [
  // The form that asks for the address shows it.
  'pages/people/guardians.tsx: linking',
  'pages/people/hand-over.tsx: handing',
];

describe('calls of the client', () => {
  it('Each part that begins an action shows its fault', () => {
    const begun = /const (\w+)(?:: [^=]+)? = (?:useAction|useConfirmedAction|useMutation)\(/g;
    const actions = globSync('**/*.{ts,tsx}', { cwd: folder }).flatMap((name) => {
      const text = readFileSync(path.join(folder, name), 'utf8');
      return [...text.matchAll(begun)].map(([, action = '']) => ({ name, text, action }));
    });
    expect(actions.length).toBeGreaterThan(40);
    const silent = actions.filter(
      ({ text, action }) => !new RegExp(`\\b${action}\\.(?:error|fault)\\b`).test(text),
    );
    expect(silent.map(({ name, action }) => `${name}: ${action}`).toSorted()).toEqual(shownElsewhere);
  });

  it('Each call is an action or a read of the cache, or reports its end where its person is', () => {
    const silent = globSync('**/*.{ts,tsx}', { cwd: folder }).filter((name) => {
      const text = readFileSync(path.join(folder, name), 'utf8');
      const reports = /\b(?:useMutation|useQuery|useEndOfWork)\b/;
      return /\bapi\.(?:call|download|follow|stream|upload)\(/.test(text) && !reports.test(text);
    });
    expect(silent.toSorted()).toEqual(Object.keys(reasons).toSorted());
  });
});
