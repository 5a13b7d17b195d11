import { expect, it } from '@jest/globals';
import { describeFailures } from '../src/describe-failures.ts';

const failed = (fullName: string, message: string) => ({
  status: 'failed',
  fullName,
  failureMessages: [message],
});
const passed = { status: 'passed', fullName: 'holds', failureMessages: [] };

it('lists the failed files in the order of time, with the first failed test and its reason', () => {
  const lines = describeFailures(
    [
      {
        name: '/home/school/tests/later.test.ts',
        status: 'failed',
        endTime: Date.UTC(2026, 0, 1, 8, 0, 2),
        message: 'Cannot find module',
        assertionResults: [],
      },
      {
        name: '/home/school/tests/fine.test.ts',
        status: 'passed',
        endTime: 0,
        message: '',
        assertionResults: [passed],
      },
      {
        name: '/home/school/tests/first.test.ts',
        status: 'failed',
        endTime: Date.UTC(2026, 0, 1, 8, 0, 1),
        message: 'all of it',
        assertionResults: [
          passed,
          failed('the gateway answers', '\u001b[31mExpected: 200\n  Received: 401\u001b[39m'),
          failed('and again', 'x'),
        ],
      },
    ],
    '/home/school',
  );
  expect(lines).toEqual([
    '08:00:01 tests/first.test.ts: 2 of 3 failed, first: the gateway answers',
    '         Expected: 200 Received: 401',
    '08:00:02 tests/later.test.ts: the file could not run',
    '         Cannot find module',
  ]);
});
