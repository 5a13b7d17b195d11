/** The search index does not answer. The same call may succeed later. */
export class IndexUnavailable extends Error {
  constructor(cause: unknown) {
    super('the search index does not answer', { cause });
    this.name = 'IndexUnavailable';
  }
}
