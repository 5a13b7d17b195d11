import { receiveUserEvent } from '@ai-teacher/contracts/user/events.ts';
import * as profile from '@ai-teacher/contracts/user/profile.ts';
import { receiveEvent } from '@ai-teacher/service-kit/jobs/events.ts';
import { nothing, type Route, route } from '@ai-teacher/service-kit/server/route.ts';
import { changeMe } from '../domain/profile/change-me.ts';
import { forgetUser } from '../domain/profile/erase-profile.ts';
import type { World } from '../domain/profile/ports.ts';
import { readMe } from '../domain/profile/read-me.ts';
import { rememberRegistration } from '../domain/profile/record-registration.ts';
import { presentMe } from './present.ts';

/** Every operation of user: its contract, its use case, how the result is shown. Who may call stands in the contract. */
export const routes = (world: World): Route[] => [
  route(profile.readMe, readMe(world), presentMe),
  route(profile.changeMe, changeMe(world), presentMe),
  route(
    receiveUserEvent,
    receiveEvent({ 'user.registered': rememberRegistration(world), 'user.deleted': forgetUser(world) }),
    nothing,
  ),
];
