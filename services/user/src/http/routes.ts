import { receiveUserEvent } from '@ai-teacher/contracts/user/events.ts';
import * as profile from '@ai-teacher/contracts/user/profile.ts';
import { nothing, type Route, route } from '@ai-teacher/service-kit/server/route.ts';
import { changeMe } from '../domain/profile/change-me.ts';
import type { World } from '../domain/profile/ports.ts';
import { readMe } from '../domain/profile/read-me.ts';
import { receiveEvent } from '../events/receive-event.ts';
import { presentMe } from './present/profile.ts';

/** Every operation of user: contract, use case, presenter. The contract states the access. */
export const routes = (world: World): Route[] => [
  route(profile.readMe, readMe(world), presentMe),
  route(profile.changeMe, changeMe(world), presentMe),
  route(receiveUserEvent, receiveEvent(world), nothing),
];
