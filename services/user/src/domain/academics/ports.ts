import type { PageQuery } from '@ai-teacher/contracts/pagination.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { TreePlace, TreeRepository } from '../tree-levels/ports.ts';
import type { UnitRightsRepositories } from '../unit-rights/ports.ts';

export type NodeName = { readonly locale: string; readonly name: string };

export type AcademicNode = TreePlace & {
  readonly id: string;
  /** A short number inside the database, for paths and the order of siblings. */
  readonly key: string;
  readonly parentId: string | null;
  /** The keys from the root to this node in hexadecimal digits, divided by dots. */
  readonly path: string;
  readonly level: string;
  readonly code: string | null;
  readonly names: readonly NodeName[];
  readonly position: number;
  readonly version: number;
  readonly archivedAt: Date | null;
  readonly createdAt: Date;
};

export type NewNode = Pick<AcademicNode, 'id' | 'level' | 'code' | 'names' | 'position' | 'createdAt'> & {
  readonly parent: AcademicNode | undefined;
};

export type NodeChange = Partial<Pick<AcademicNode, 'code' | 'names' | 'position'>>;

export type NodeMove = {
  readonly id: string;
  readonly nodeId: string;
  readonly fromParentId: string | null;
  readonly toParentId: string | null;
  readonly movedBy: string;
  readonly movedAt: Date;
};

/** The nodes that a list contains: those in use, those that are archived, or both. */
export type NodeState = 'active' | 'archived' | 'all';
export type NodePage = PageQuery & { readonly state: NodeState };

export type NodeRepository = {
  readonly find: (place: TreePlace, id: string) => Promise<AcademicNode | undefined>;
  /** As `find`, and locks the node until the end of the transaction. */
  readonly lock: (place: TreePlace, id: string) => Promise<AcademicNode | undefined>;
  /** From the root to the node. Empty when the tree has no such node. */
  readonly listToNode: (place: TreePlace, id: string) => Promise<AcademicNode[]>;
  /** From the root to the parent. */
  readonly listAncestors: (node: AcademicNode) => Promise<AcademicNode[]>;
  readonly listChildren: (
    place: TreePlace,
    parentId: string | null,
    page: NodePage,
  ) => Promise<Listed<AcademicNode>>;
  readonly listByCode: (place: TreePlace, code: string, page: NodePage) => Promise<Listed<AcademicNode>>;
  /** `beginning` is folded as `foldedName` does. */
  readonly listByName: (place: TreePlace, beginning: string, page: NodePage) => Promise<Listed<AcademicNode>>;
  readonly listDescendants: (node: AcademicNode, page: NodePage) => Promise<Listed<AcademicNode>>;
  readonly hasChildren: (parentId: string | null, atLeast: number) => Promise<boolean>;
  /** Whether another node of the tree has the code. */
  readonly hasCode: (place: TreePlace, code: string, besides?: string) => Promise<boolean>;
  /**
   * Whether an active class belongs to the node or to one below it, or an active course teaches one of them.
   */
  readonly isInUse: (node: AcademicNode) => Promise<boolean>;
  readonly insert: (place: TreePlace, node: NewNode) => Promise<void>;
  readonly change: (node: AcademicNode, change: NodeChange) => Promise<void>;
  /** Gives the node another parent, and its descendants their new paths. */
  readonly move: (node: AcademicNode, parent: AcademicNode | undefined) => Promise<void>;
  /** Archives the node and every node below it that is not archived yet. */
  readonly archive: (node: AcademicNode, at: Date) => Promise<void>;
  /** Restores the node and every node below it that was archived at the same moment. */
  readonly restore: (node: AcademicNode) => Promise<void>;
};

export type MoveRepository = {
  readonly insert: (move: NodeMove) => Promise<void>;
  readonly count: (nodeId: string) => Promise<number>;
  readonly list: (nodeId: string, page: PageQuery) => Promise<Listed<NodeMove>>;
  /** When a move last brought the node with a path, or a node above it, below a unit. */
  readonly lastInto: (unit: AcademicNode, path: string) => Promise<Date | undefined>;
};

export type AcademicRepositories = UnitRightsRepositories & {
  /** Locks out changes of the institution's courses and classes until the end of the transaction. */
  readonly registers: { readonly lock: (institutionId: string) => Promise<unknown> };
  readonly trees: TreeRepository;
  readonly nodes: NodeRepository;
  readonly moves: MoveRepository;
};

/** `nodesPerTree`: nodes of one tree, archived ones included. */
export type AcademicLimits = {
  readonly childrenPerNode: number;
  readonly nodesPerTree: number;
  readonly movesPerNode: number;
};
