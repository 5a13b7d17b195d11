/** No configured secret opens the private half of a stored signing key. */
export class UnknownSeal extends Error {
  constructor() {
    super('no configured secret opens the stored signing keys');
    this.name = 'UnknownSeal';
  }
}
