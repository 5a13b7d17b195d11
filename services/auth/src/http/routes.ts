import * as accounts from '@ai-teacher/contracts/auth/accounts.ts';
import * as browser from '@ai-teacher/contracts/auth/browser-sessions.ts';
import * as invitations from '@ai-teacher/contracts/auth/invitations.ts';
import * as personInvitations from '@ai-teacher/contracts/auth/person-invitations.ts';
import * as registrationPolicy from '@ai-teacher/contracts/auth/registration-policy.ts';
import * as sessions from '@ai-teacher/contracts/auth/sessions.ts';
import * as signInSessions from '@ai-teacher/contracts/auth/sign-in-sessions.ts';
import * as signingKeys from '@ai-teacher/contracts/auth/signing-keys.ts';
import { nothing, type Route, route, wireRoute } from '@ai-teacher/service-kit/server/route.ts';
import { type ChangeAccountDeps, changeAccount } from '../domain/accounts/change-account.ts';
import { type EndAccountSessionsDeps, endAccountSessions } from '../domain/accounts/end-account-sessions.ts';
import { type ListAccountsDeps, listAccounts } from '../domain/accounts/list-accounts.ts';
import { type ReleaseAddressDeps, releaseAddress } from '../domain/accounts/release-address.ts';
import { type InviteDeps, invite } from '../domain/registration/invite.ts';
import { type InvitePeopleDeps, invitePeople } from '../domain/registration/invite-people.ts';
import { type ListInvitationsDeps, listInvitations } from '../domain/registration/list-invitations.ts';
import { listPersonInvitations } from '../domain/registration/list-person-invitations.ts';
import { type RegisterDeps, register } from '../domain/registration/register.ts';
import {
  type WithdrawInvitationDeps,
  withdrawInvitation,
} from '../domain/registration/withdraw-invitation.ts';
import {
  type WithdrawPersonInvitationsDeps,
  withdrawPersonInvitations,
} from '../domain/registration/withdraw-person-invitations.ts';
import {
  type ChangeRegistrationPolicyDeps,
  changeRegistrationPolicy,
} from '../domain/registration-policy/change-registration-policy.ts';
import {
  type ReadRegistrationPolicyDeps,
  readRegistrationPolicy,
} from '../domain/registration-policy/read-registration-policy.ts';
import { type ChangePasswordDeps, changePassword } from '../domain/sessions/change-password.ts';
import { type ConfirmPasswordDeps, confirmPassword } from '../domain/sessions/confirm-password.ts';
import { type ReadRevocationsDeps, readRevocations } from '../domain/sessions/read-revocations.ts';
import { type RefreshTokensDeps, refreshTokens } from '../domain/sessions/refresh-tokens.ts';
import { type SignInDeps, signIn } from '../domain/sessions/sign-in.ts';
import { type SignOutDeps, signOut } from '../domain/sessions/sign-out.ts';
import { type SignOutEverywhereDeps, signOutEverywhere } from '../domain/sessions/sign-out-everywhere.ts';
import {
  type EndSignInSessionDeps,
  endSignInSession,
} from '../domain/sign-in-sessions/end-sign-in-session.ts';
import {
  type ListSignInSessionsDeps,
  listSignInSessions,
} from '../domain/sign-in-sessions/list-sign-in-sessions.ts';
import { type ListSigningKeysDeps, listSigningKeys } from '../domain/signing-keys/list-signing-keys.ts';
import { type ReadKeySetDeps, readKeySet } from '../domain/signing-keys/read-key-set.ts';
import { type RotateSigningKeyDeps, rotateSigningKey } from '../domain/signing-keys/rotate-signing-key.ts';
import { browserSessions } from './browser-sessions.ts';
import {
  presentInvitations,
  presentInvitedPeople,
  presentPersonInvitations,
  presentRegistrationPolicy,
} from './present/invitations.ts';
import { presentSignInSessions } from './present/sign-in-sessions.ts';
import {
  presentAccount,
  presentConfirmation,
  presentInvitation,
  presentKeySet,
  presentManagedAccount,
  presentManagedAccounts,
  presentRevocations,
  presentRotation,
  presentSigningKeys,
  presentTokens,
} from './present.ts';

/** Everything that the use cases below need. */
export type World = ChangeAccountDeps &
  EndAccountSessionsDeps &
  InviteDeps &
  InvitePeopleDeps &
  WithdrawPersonInvitationsDeps &
  ListAccountsDeps &
  ReleaseAddressDeps &
  ListInvitationsDeps &
  WithdrawInvitationDeps &
  RegisterDeps &
  ReadRegistrationPolicyDeps &
  ChangeRegistrationPolicyDeps &
  ChangePasswordDeps &
  ConfirmPasswordDeps &
  ReadRevocationsDeps &
  RefreshTokensDeps &
  SignInDeps &
  SignOutDeps &
  SignOutEverywhereDeps &
  ListSignInSessionsDeps &
  EndSignInSessionDeps &
  ListSigningKeysDeps &
  ReadKeySetDeps &
  RotateSigningKeyDeps;

/** The password hasher has a queue. */
const hasOwnQueue = true;

const browserRoutes = (world: World): Route[] => {
  const { signInBrowser, refreshBrowser, changePasswordBrowser, signOutBrowser } = browserSessions(world);
  return [
    wireRoute(browser.signInBrowser, signInBrowser, { hasOwnQueue }),
    wireRoute(browser.refreshBrowser, refreshBrowser),
    wireRoute(browser.changePasswordBrowser, changePasswordBrowser, { hasOwnQueue }),
    wireRoute(browser.signOutBrowser, signOutBrowser),
  ];
};

/** Every operation of auth: contract, use case, presenter. The contract says who may call. */
export const routes = (world: World): Route[] => [
  ...browserRoutes(world),
  route(accounts.register, register(world), presentAccount, { hasOwnQueue }),
  route(registrationPolicy.readRegistrationPolicy, readRegistrationPolicy(world), presentRegistrationPolicy),
  route(
    registrationPolicy.changeRegistrationPolicy,
    changeRegistrationPolicy(world),
    presentRegistrationPolicy,
  ),
  route(sessions.signIn, signIn(world), presentTokens, { hasOwnQueue }),
  route(sessions.refreshTokens, refreshTokens(world), presentTokens),
  route(sessions.signOut, signOut(world), nothing),
  route(sessions.signOutEverywhere, signOutEverywhere(world), nothing),
  route(signInSessions.listSignInSessions, listSignInSessions(world), presentSignInSessions),
  route(signInSessions.endSignInSession, endSignInSession(world), nothing),
  route(sessions.changePassword, changePassword(world), presentTokens, { hasOwnQueue }),
  route(sessions.confirmPassword, confirmPassword(world), presentConfirmation, { hasOwnQueue }),
  route(accounts.invite, invite(world), presentInvitation),
  route(invitations.listInvitations, listInvitations(world), presentInvitations),
  route(invitations.withdrawInvitation, withdrawInvitation(world), nothing),
  route(personInvitations.invitePeople, invitePeople(world), presentInvitedPeople),
  route(personInvitations.listPersonInvitations, listPersonInvitations(world), presentPersonInvitations),
  route(personInvitations.withdrawPersonInvitations, withdrawPersonInvitations(world), nothing),
  route(accounts.listAccounts, listAccounts(world), presentManagedAccounts),
  route(accounts.changeAccount, changeAccount(world), presentManagedAccount),
  route(accounts.endAccountSessions, endAccountSessions(world), nothing),
  route(accounts.releaseAddress, releaseAddress(world), nothing),
  route(signingKeys.readKeySet, readKeySet(world), presentKeySet),
  route(signingKeys.rotateSigningKey, rotateSigningKey(world), presentRotation),
  route(signingKeys.listSigningKeys, listSigningKeys(world), presentSigningKeys),
  route(sessions.readRevocations, readRevocations(world), presentRevocations),
];
