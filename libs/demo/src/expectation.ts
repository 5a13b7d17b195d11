/** A step of the demo did not have the expected result. The demo prints the message and exits with 1. */
export class FailedExpectation extends Error {
  constructor(expectation: string, found: unknown) {
    super(`Expected: ${expectation}. Found: ${typeof found === 'string' ? found : JSON.stringify(found)}`);
    this.name = 'FailedExpectation';
  }
}

/** @throws FailedExpectation unless `met`; its message contains the expectation and `found`. */
export const expectThat: (expectation: string, met: boolean, found: unknown) => asserts met = (
  expectation,
  met,
  found,
) => {
  if (!met) throw new FailedExpectation(expectation, found);
};
