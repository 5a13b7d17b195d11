import type { StoringService } from '@ai-teacher/contracts/values.ts';
import type { Progress } from '@ai-teacher/local-mesh/terminal/progress.ts';
import type { SmallMesh } from '../mesh/small-mesh.ts';
import type { Visitor } from './visitor.ts';

/** The state that the rows share: a mesh, its users, and a school with one book and one exam in progress. */
export type Stage = {
  readonly mesh: SmallMesh;
  readonly progress: Progress;
  readonly world: Visitor;
  readonly teacher: Visitor;
  readonly student: Visitor;
  readonly studentCredentials: { readonly email: string; readonly password: string };
  readonly documentId: string;
  readonly attemptId: string;
  readonly itemId: string;
  readonly book: Uint8Array;
  /** A folder on a disk whose free space rag watches, and the free bytes that rag demands. */
  readonly disk: { readonly folder: string; readonly minFreeBytes: number };
  /** Moves the clock of a service by seconds. */
  readonly moveClock: (service: StoringService, seconds: number) => Promise<void>;
  /** Seconds for which a store stays unavailable. */
  readonly outageSeconds: number;
  /** Concurrent reads of one user each half second. */
  readonly readsAtOnce: number;
};

/** The findings of a row of the table. */
export type Finding = {
  /** The observations of users. */
  readonly seen: string;
  /** Seconds from the return of the part until users were served as before. */
  readonly recoverySeconds?: number;
  /** The guarantees that did not hold. */
  readonly faults: readonly string[];
};

/** One row of the table: a part that is unavailable, and what must hold meanwhile and afterwards. */
export type Row = {
  readonly unavailable: string;
  readonly play: (stage: Stage) => Promise<Finding>;
};

/** Collects what did not hold. */
export const faultsIf = (conditions: Readonly<Record<string, boolean>>): string[] =>
  Object.entries(conditions)
    .filter(([, isFault]) => isFault)
    .map(([fault]) => fault);

/** For a mesh that cannot do what a row needs. @throws Error always. */
export const unsupported = (): never => {
  throw new Error('this mesh cannot do that');
};
