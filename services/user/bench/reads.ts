import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { median, percentile, sorted } from '@ai-teacher/bench/load/latency.ts';
import { processorTimes } from '@ai-teacher/bench/machine/processor-time.ts';
import { locationOf } from '@ai-teacher/contracts/path-template.ts';
import { listNodes, readNode } from '@ai-teacher/contracts/user/academics.ts';
import { readClass } from '@ai-teacher/contracts/user/classes.ts';
import { readMe } from '@ai-teacher/contracts/user/profile.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import { accessToken, aStudent } from '@ai-teacher/test-kit/identity/tokens.ts';
import { ms, print, require } from './figures.ts';
import { firstOf, idOf, levelsOf, type School, spread } from './made-school.ts';
import type { Round } from './readers.ts';

/** Rounds of each kind of reading, in turn, so that other work on the machine meets all of them. */
const rounds = 3;
const secondsOfRound = 2;

type Path = { readonly person: number; readonly path: string };

export const pathsOf = (school: School) => {
  const { nodes, people, classes } = school;
  const lowest = firstOf(levelsOf(school) - 1);
  const persons = spread(people).map((number) => number + 1);
  const each = (pathOf: (number: number, place: number) => string): Path[] =>
    persons.map((person, place) => ({ person, path: pathOf(person, place) }));
  const below = spread(nodes - lowest + 1);
  const parents = spread(Math.max(1, Math.floor((nodes - 1) / 10)));
  const tree = 'organisation';
  return {
    profile: each(() => locationOf(readMe.path, {})),
    path: each((_, place) =>
      locationOf(readNode.path, { params: { tree, id: idOf('node', lowest + (below[place] ?? 0)) } }),
    ),
    children: each((_, place) =>
      locationOf(listNodes.path, {
        params: { tree },
        query: { parentId: idOf('node', 1 + (parents[place] ?? 0)) },
      }),
    ),
    class: each((person) => locationOf(readClass.path, { params: { id: idOf('class', person % classes) } })),
  };
};

export const requestsOf = (paths: readonly Path[]): Promise<Round['requests']> =>
  Promise.all(
    paths.map(async ({ person, path: target }) => {
      const user = aStudent({ userId: idOf('person', person) });
      const headers = {
        authorization: `Bearer ${await accessToken(user)}`,
        'x-user-id': user.userId,
        'x-user-role': user.role,
      };
      return { path: target, headers };
    }),
  );

type Read = { readonly times: Float64Array; readonly processor: number };

/** The processor time of user and PostgreSQL so far, in milliseconds. */
export const spentBy = (postgres: number): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000 + (processorTimes(new Map([['postgres', postgres]])).get('postgres') ?? 0);
};

/** Runs one round. `processor` is the time of user and PostgreSQL for one read, in milliseconds. */
export const runReaders = async (round: Round, postgres: number): Promise<Read> => {
  const child = fork(path.join(import.meta.dirname, 'readers.ts'), {
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  child.send(round);
  await once(child, 'message');
  const before = spentBy(postgres);
  const [times] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => {
      throw new Error('the readers ended early');
    }),
  ])) as [number[]];
  const processor = (spentBy(postgres) - before) / times.length;
  return { times: sorted(times), processor };
};

export type Bench = {
  readonly app: TestApp<unknown>;
  readonly school: School;
  readonly postgres: number;
};

export const measureReads = async ({ app, school, postgres }: Bench): Promise<void> => {
  const paths = pathsOf(school);
  const names = Object.keys(paths) as (keyof typeof paths)[];
  const found = new Map<string, Read[]>(names.map((name) => [name, []]));
  for (let round = 0; round <= rounds; round += 1)
    for (const name of names) {
      const requests = await requestsOf(paths[name]);
      const read = await runReaders({ port: app.port, requests, seconds: secondsOfRound }, postgres);
      // The first round compiles the code and fills the caches.
      if (round > 0) found.get(name)?.push(read);
    }
  const processorOf = (name: string): number =>
    median((found.get(name) ?? []).map(({ processor }) => processor));
  print('\n| read | processor time of user and PostgreSQL | multiple of a profile | p50 | p99 |');
  print('|---|---|---|---|---|');
  for (const name of names) {
    const at = (share: number) =>
      ms(median((found.get(name) ?? []).map(({ times }) => percentile(times, share))));
    const multiple = (processorOf(name) / processorOf('profile')).toFixed(2);
    print(`| ${name} | ${ms(processorOf(name))} | ${multiple} | ${at(0.5)} | ${at(0.99)} |`);
  }
  print('');
  for (const name of ['path', 'children']) {
    const multiple = processorOf(name) / processorOf('profile');
    require(`${name}: ${multiple.toFixed(2)} times a profile`, 'at most 2', multiple <= 2);
  }
};
