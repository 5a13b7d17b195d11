import type { Principal } from '@ai-teacher/contracts/principal.ts';
import type { AcademicTree } from '@ai-teacher/contracts/user/tree-levels.ts';
import type { TreePlace } from './ports.ts';

/** The levels of a tree until its institution configures others. */
export const standardLevels: Readonly<Record<AcademicTree, readonly string[]>> = {
  organisation: ['state', 'district', 'school', 'grade', 'section'],
  curriculum: ['framework', 'subject', 'chapter', 'topic'],
};

/** The caller's own tree. Nodes of other institutions do not exist for the caller. */
export const placeOf = (
  { institutionId }: Pick<Principal, 'institutionId'>,
  { tree }: { readonly tree: AcademicTree },
): TreePlace => ({ institutionId, tree });
