/** A step of the day did not give what the system promises; the message says what, the demo ends with exit code 1. */
export class BrokenPromise extends Error {
  constructor(promise: string, found: unknown) {
    super(`${promise} – but found: ${typeof found === 'string' ? found : JSON.stringify(found)}`);
    this.name = 'BrokenPromise';
  }
}

/** Goes on only when a promise is kept; `found` is what stands in the message when it is not. */
export const promised: (promise: string, kept: boolean, found: unknown) => asserts kept = (
  promise,
  kept,
  found,
) => {
  if (!kept) throw new BrokenPromise(promise, found);
};
