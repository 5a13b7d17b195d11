import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@ai-teacher/tooling/generated-files.ts';
import { describe, expect, it } from '@jest/globals';
import { trackedFiles } from './tracked-files.ts';

/** Ways to make a day of an instant. `dayIn` of libs/access is the only one that knows the institution. */
const dayMakers = [
  /\.slice\(0, ?10\)/,
  /\.substring\(0, ?10\)/,
  /\.split\(['"]T['"]\)/,
  /toLocaleDateString/,
  /\bget(?:UTC)?(?:Date|Month|FullYear)\(/,
  /\bcurrent_date\b/i,
  /\bnow\(\)[^,;]*::date/i,
  /at time zone[^,;]*::date/i,
  /\bdate_trunc\('day'/i,
];
/** Days that belong to no institution, with the reason. */
const exceptions: Readonly<Record<string, string>> = {
  'libs/service-kit/src/domain/token-budget.ts': 'The budgets of tokens count days in UTC.',
  'services/chat/src/domain/tutoring/token-budget.ts': 'The budgets of tokens count days in UTC.',
  'services/chat/src/data/expiry.ts': 'The budgets of tokens count days in UTC.',
  'services/exam/src/data/expiry.ts': 'The budgets of tokens count days in UTC.',
  'services/web/client/src/language/days.ts': 'The day after a day that a person chose has no instant.',
};

const dayMakersIn = (text: string): string[] =>
  text.split('\n').filter((line) => dayMakers.some((maker) => maker.test(line)));

describe('the days of an institution', () => {
  it('are made by dayIn of libs/access and by no other code of the services', () => {
    const files = trackedFiles('services/*/src/*.ts', 'libs/access/src/*.ts', 'libs/service-kit/src/*.ts');
    expect(files.length).toBeGreaterThan(300);
    const found = files
      .filter((path) => dayMakersIn(readFileSync(join(repositoryRoot, path), 'utf8')).length > 0)
      .filter((path) => path !== 'libs/access/src/domain/days/day-in.ts');
    expect(found.toSorted()).toEqual(Object.keys(exceptions).toSorted());
  });

  it.each([
    'const today = clock.now().toISOString().slice(0, 10);',
    'const [day] = at.toISOString().split("T");',
    'where e.valid_until > current_date',
    "const today = `(now() at time zone 'utc')::date`;",
    'new Date().getDate()',
  ])('are recognised in the line %s', (line) => {
    expect(dayMakersIn(line)).toEqual([line]);
  });
});
