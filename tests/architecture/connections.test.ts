import { describe, expect, it } from '@jest/globals';
import { textOfFile, trackedFiles } from './tracked-files.ts';

/**
 * The connections and pools of `pg` without a listener for `error`. A connection that PostgreSQL ends emits
 * this event, also when no statement runs. Without a listener, the event ends the process.
 */
const withoutListener = (text: string): string[] =>
  [...text.matchAll(/(\w+) = new (?:pg\.)?(?:Client|Pool)\(/g)]
    .map(([, name = '']) => name)
    .filter((name) => !text.includes(`${name}.on('error',`));

describe('a connection to PostgreSQL', () => {
  it('has a listener for its end in every program', () => {
    const files = trackedFiles('libs/*/src/*.ts', 'services/*/src/*.ts').filter((file) =>
      / from 'pg'/.test(textOfFile(file)),
    );
    expect(files).toContain('libs/service-kit/src/migrations/migrate.ts');
    const unheard = files.flatMap((file) =>
      withoutListener(textOfFile(file)).map((name) => `${file}: ${name}`),
    );
    expect(unheard).toEqual([]);
  });

  it('of a service fails with the Problems of a unit of work when it belongs to a pool', () => {
    const opens = /\b(?:openPool|new (?:pg\.)?Pool)\(/;
    const files = trackedFiles('services/*/src/*.ts').filter((file) => opens.test(textOfFile(file)));
    expect(files).toEqual([]);
  });

  it('without a listener is reported', () => {
    const opened = `const guard = new pg.Client({ connectionString });`;
    expect(withoutListener(opened)).toEqual(['guard']);
    expect(withoutListener(`${opened} guard.on('error', report);`)).toEqual([]);
  });
});
