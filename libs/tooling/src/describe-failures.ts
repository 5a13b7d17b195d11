import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/** The part of jest's report of a test file that its summary needs. */
export type SuiteReport = {
  readonly name: string;
  readonly status: string;
  /** Milliseconds since 1970. */
  readonly endTime: number;
  /** The reason why the file could not run. */
  readonly message: string;
  readonly assertionResults: readonly {
    readonly status: string;
    readonly fullName: string;
    readonly failureMessages: readonly string[];
  }[];
};

const maxReasonCharacters = 300;

/**
 * A short summary of the failed test files, for the end of a long output. The file that failed first comes
 * first, because it may be the cause of the others. Each file has one line with its first failed test and
 * one line with the reason.
 */
export const describeFailures = (suites: readonly SuiteReport[], root: string): string[] =>
  suites
    .filter(({ status }) => status === 'failed')
    .toSorted((a, b) => a.endTime - b.endTime)
    .flatMap((suite) => {
      const failed = suite.assertionResults.filter(({ status }) => status === 'failed');
      const [first] = failed;
      const time = new Date(suite.endTime).toISOString().slice(11, 19);
      const file = relative(root, suite.name);
      const count = `${failed.length} of ${suite.assertionResults.length} failed`;
      const reason = plain(first?.failureMessages[0] ?? suite.message).slice(0, maxReasonCharacters);
      const test = first === undefined ? 'the file could not run' : `${count}, first: ${first.fullName}`;
      return [`${time} ${file}: ${test}`, `         ${reason}`];
    });

/** On one line and without the colours of a terminal. */
const plain = (message: string): string => stripVTControlCharacters(message).replaceAll(/\s+/g, ' ').trim();
