/** The search index does not answer; what was asked of it may be asked again later. */
export class IndexUnavailable extends Error {
  constructor(cause: unknown) {
    super('the search index does not answer', { cause });
    this.name = 'IndexUnavailable';
  }
}
