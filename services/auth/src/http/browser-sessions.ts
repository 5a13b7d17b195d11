import * as contract from '@ai-teacher/contracts/auth/browser-sessions.ts';
import { dayMilliseconds } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { ServiceContext } from '@ai-teacher/service-kit/request-state.ts';
import { sendAnswer } from '@ai-teacher/service-kit/server/route.ts';
import { type ChangePasswordDeps, changePassword } from '../domain/sessions/change-password.ts';
import {
  type EndPresentedSessionDeps,
  endPresentedSession,
} from '../domain/sessions/end-presented-session.ts';
import { type RefreshTokensDeps, refreshTokens } from '../domain/sessions/refresh-tokens.ts';
import type { IssuedTokens } from '../domain/sessions/session.ts';
import { type SignInDeps, signIn } from '../domain/sessions/sign-in.ts';
import { presentBrowserTokens } from './present.ts';
import { clearRefreshCookie, readRefreshCookie, requireOwnPage, setRefreshCookie } from './refresh-cookie.ts';

/**
 * The operations with which pages of the web client hold a session. They are the operations of other clients,
 * with the refresh token in a cookie.
 */
export const browserSessions = (
  world: SignInDeps & RefreshTokensDeps & ChangePasswordDeps & EndPresentedSessionDeps,
) => {
  const enter = signIn(world);
  const rotate = refreshTokens(world);
  const change = changePassword(world);
  const end = endPresentedSession(world);
  const setCookieOf = (ctx: ServiceContext, { refreshToken }: IssuedTokens): void =>
    setRefreshCookie(ctx, refreshToken, world.refreshFamilyDays * dayMilliseconds);

  return {
    /** An earlier session of the cookie ends: after the sign-in no page could use or end it. */
    signInBrowser: async (ctx: ServiceContext, input: Input<typeof contract.signInBrowser>) => {
      requireOwnPage(ctx);
      const earlier = readRefreshCookie(ctx);
      const body = { ...input.body, ...(earlier === undefined ? {} : { refreshToken: earlier }) };
      const tokens = await enter({ ...input, body });
      if (earlier !== undefined) await end(earlier);
      setCookieOf(ctx, tokens);
      sendAnswer(contract.signInBrowser, ctx, presentBrowserTokens(tokens));
    },
    refreshBrowser: async (ctx: ServiceContext, input: Input<typeof contract.refreshBrowser>) => {
      requireOwnPage(ctx);
      const refreshToken = readRefreshCookie(ctx);
      if (refreshToken === undefined) throw new Problem('refresh-token-invalid');
      const tokens = await rotate({ ...input, body: { refreshToken } });
      setCookieOf(ctx, tokens);
      sendAnswer(contract.refreshBrowser, ctx, presentBrowserTokens(tokens));
    },
    /** An earlier session of the cookie ends, also when it belongs to another account. */
    changePasswordBrowser: async (
      ctx: ServiceContext,
      input: Input<typeof contract.changePasswordBrowser>,
    ) => {
      requireOwnPage(ctx);
      const earlier = readRefreshCookie(ctx);
      const tokens = await change(input);
      if (earlier !== undefined) await end(earlier);
      setCookieOf(ctx, tokens);
      sendAnswer(contract.changePasswordBrowser, ctx, presentBrowserTokens(tokens));
    },
    signOutBrowser: async (ctx: ServiceContext) => {
      requireOwnPage(ctx);
      const refreshToken = readRefreshCookie(ctx);
      if (refreshToken !== undefined) await end(refreshToken);
      clearRefreshCookie(ctx);
      sendAnswer(contract.signOutBrowser, ctx, undefined);
    },
  };
};
