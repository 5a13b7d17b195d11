import type { Person, Standing } from './standing.ts';

/** Reads the standing of people for decisions. */
export type Standings = {
  /** A standing that is at most one second old. */
  readonly of: (person: Person) => Promise<Standing>;
};
