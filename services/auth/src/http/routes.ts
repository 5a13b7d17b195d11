import * as contract from '@ai-teacher/contracts/auth.ts';
import { nothing, type Route, route } from '@ai-teacher/service-kit/route.ts';
import { invite } from '../domain/invite.ts';
import type { World } from '../domain/ports.ts';
import { readKeySet } from '../domain/read-key-set.ts';
import { refreshTokens } from '../domain/refresh-tokens.ts';
import { register } from '../domain/register.ts';
import { signIn } from '../domain/sign-in.ts';
import { signOut } from '../domain/sign-out.ts';
import { presentAccount, presentInvitation, presentKeySet, presentTokens } from './present.ts';

/** Every operation of auth: its contract, its use case, how the result is shown. Who may call stands in the contract. */
export const routes = (world: World): Route[] => [
  route(contract.register, register(world), presentAccount),
  route(contract.signIn, signIn(world), presentTokens),
  route(contract.refreshTokens, refreshTokens(world), presentTokens),
  route(contract.signOut, signOut(world), nothing),
  route(contract.invite, invite(world), presentInvitation),
  route(contract.readKeySet, readKeySet(world), presentKeySet),
];
