import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { TreePlace } from '../tree-levels/ports.ts';
import { administers, administersAbove, type UnitStanding } from '../unit-rights/unit-rights.ts';
import type { AcademicNode, NodeName, NodeRepository } from './ports.ts';

/** @throws Problem `node-not-found`. */
export const requireNode = (node: AcademicNode | undefined): AcademicNode => {
  if (node === undefined) throw new Problem('node-not-found');
  return node;
};

/**
 * Finds the parent of a node that is created, moved or restored. Only admins of the institution have roots.
 *
 * @throws Problem `node-not-found`, `forbidden` when the caller is no admin of the parent or above, or
 * `node-archived` for a parent that is archived.
 */
export const requireParent = async (
  nodes: Pick<NodeRepository, 'find'>,
  place: TreePlace,
  parentId: string | null,
  standing: UnitStanding,
): Promise<AcademicNode | undefined> => {
  if (parentId === null) {
    if (standing.accountRole !== 'admin') throw new Problem('forbidden');
    return undefined;
  }
  const parent = requireNode(await nodes.find(place, parentId));
  if (!administers(standing, parent)) throw new Problem('forbidden');
  if (parent.archivedAt !== null)
    throw new Problem('node-archived', { detail: 'Restore the parent first, or choose another one.' });
  return parent;
};

/**
 * Locks a node that something new will name, so that it is not archived meanwhile.
 *
 * @throws Problem `node-not-found`, or `node-archived`.
 */
export const requireActiveNode = async (
  nodes: Pick<NodeRepository, 'lock'>,
  place: TreePlace,
  id: string,
): Promise<AcademicNode> => requireActive(requireNode(await nodes.lock(place, id)));

/** @throws Problem `node-archived`. */
export const requireActive = (node: AcademicNode): AcademicNode => {
  if (node.archivedAt !== null) throw new Problem('node-archived', { detail: 'Restore the node first.' });
  return node;
};

/** @throws Problem `forbidden` when the caller is no admin above the node. */
export const requireAbove = (standing: UnitStanding, node: AcademicNode): AcademicNode => {
  if (administersAbove(standing, node)) return node;
  throw new Problem('forbidden');
};

/** @throws Problem `node-changed` when the caller has read another version. */
export const requireVersion = (node: AcademicNode, version: number | undefined): void => {
  if (version === undefined || version === node.version) return;
  throw new Problem('node-changed', { detail: `The node has version ${node.version}.` });
};

/** Whether `node` is the other node, or one of its ancestors. */
export const contains = (node: AcademicNode, other: AcademicNode): boolean =>
  other.path === node.path || other.path.startsWith(`${node.path}.`);

/**
 * @param levels the levels of the tree, from the highest to the lowest.
 * @throws Problem `input-invalid` when the tree has no such level, or when it is not below the parent's.
 */
export const requireLevelBelow = (
  levels: readonly string[],
  level: string,
  parent: AcademicNode | undefined,
  pointer: string,
): void => {
  const rank = levels.indexOf(level);
  if (rank === -1)
    throw new Problem('input-invalid', {
      errors: [{ pointer, message: `must be one of ${levels.join(', ')}` }],
    });
  if (parent !== undefined && rank <= levels.indexOf(parent.level))
    throw new Problem('input-invalid', {
      errors: [{ pointer, message: `must be below the level of the parent (${parent.level})` }],
    });
};

/** The form in which names are compared: case and width of letters do not matter. */
export const foldedName = (name: string): string => name.normalize('NFKC').toLowerCase();

/**
 * @returns the names with their languages in canonical letter case.
 * @throws Problem `input-invalid` when a language has two names.
 */
export const requireOneNamePerLanguage = (names: readonly NodeName[]): readonly NodeName[] => {
  const canonical = names.map(({ locale, name }) => ({
    locale: Intl.getCanonicalLocales(locale)[0] ?? locale,
    name,
  }));
  if (new Set(canonical.map(({ locale }) => locale)).size < canonical.length)
    throw new Problem('input-invalid', {
      errors: [{ pointer: '/names', message: 'must have one name for each language' }],
    });
  return canonical;
};
