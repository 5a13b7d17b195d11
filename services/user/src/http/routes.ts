import * as academics from '@ai-teacher/contracts/user/academics.ts';
import { receiveUserEvent } from '@ai-teacher/contracts/user/events.ts';
import * as profile from '@ai-teacher/contracts/user/profile.ts';
import * as treeLevels from '@ai-teacher/contracts/user/tree-levels.ts';
import { nothing, type Route, route } from '@ai-teacher/service-kit/server/route.ts';
import { archiveNode } from '../domain/academics/archive-node.ts';
import { changeNode } from '../domain/academics/change-node.ts';
import { createNode } from '../domain/academics/create-node.ts';
import { listDescendants } from '../domain/academics/list-descendants.ts';
import { listMoves } from '../domain/academics/list-moves.ts';
import { listNodes } from '../domain/academics/list-nodes.ts';
import { moveNode } from '../domain/academics/move-node.ts';
import { readNode } from '../domain/academics/read-node.ts';
import { restoreNode } from '../domain/academics/restore-node.ts';
import type { World } from '../domain/ports.ts';
import { changeMe } from '../domain/profile/change-me.ts';
import { readMe } from '../domain/profile/read-me.ts';
import { changeLevels } from '../domain/tree-levels/change-levels.ts';
import { readLevels } from '../domain/tree-levels/read-levels.ts';
import { receiveEvent } from '../events/receive-event.ts';
import {
  presentLevels,
  presentMoves,
  presentNewNode,
  presentNode,
  presentNodes,
  presentNodeWithAncestors,
} from './present/academics.ts';
import { presentMe } from './present/profile.ts';

/** Every operation of user: contract, use case, presenter. The contract states the access. */
export const routes = (world: World): Route[] => [
  route(profile.readMe, readMe(world), presentMe),
  route(profile.changeMe, changeMe(world), presentMe),
  route(academics.createNode, createNode(world), presentNewNode),
  route(academics.listNodes, listNodes(world), presentNodes),
  route(academics.readNode, readNode(world), presentNodeWithAncestors),
  route(academics.listDescendants, listDescendants(world), presentNodes),
  route(academics.changeNode, changeNode(world), presentNode),
  route(academics.moveNode, moveNode(world), presentNode),
  route(academics.archiveNode, archiveNode(world), presentNode),
  route(academics.restoreNode, restoreNode(world), presentNode),
  route(academics.listMoves, listMoves(world), presentMoves),
  route(treeLevels.readLevels, readLevels(world), presentLevels),
  route(treeLevels.changeLevels, changeLevels(world), presentLevels),
  route(receiveUserEvent, receiveEvent(world), nothing),
];
