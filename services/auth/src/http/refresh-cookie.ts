import { browserCookiePath, browserHeaders } from '@ai-teacher/contracts/auth/browser-sessions.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { ServiceContext } from '@ai-teacher/service-kit/request-state.ts';

/** The scheme of the client's connection, as the gateway's edge reports it. */
const isSecure = (ctx: ServiceContext): boolean => ctx.get('x-client-scheme') === 'https';

/** Browsers accept the prefix over TLS only, so no answer in clear text can replace the cookie. */
const nameFor = (ctx: ServiceContext): string =>
  isSecure(ctx) ? '__Secure-ai-teacher-refresh' : 'ai-teacher-refresh';

/** The longest token that auth issues is far shorter. */
const tokenPattern = /^[\w-]{1,512}$/;

/** The refresh token of the request's cookie; undefined when there is none. */
export const readRefreshCookie = (ctx: ServiceContext): string | undefined => {
  const token = ctx.cookies.get(nameFor(ctx));
  return token !== undefined && tokenPattern.test(token) ? token : undefined;
};

const setCookie = (ctx: ServiceContext, value: string, maxAge: number): void => {
  ctx.cookies.set(nameFor(ctx), value, {
    httpOnly: true,
    sameSite: 'strict',
    path: browserCookiePath,
    secure: isSecure(ctx),
    maxAge,
    overwrite: true,
  });
};

/** @param lifeMilliseconds how long the browser stores the cookie. auth may end the session earlier. */
export const setRefreshCookie = (ctx: ServiceContext, token: string, lifeMilliseconds: number): void =>
  setCookie(ctx, token, lifeMilliseconds);

export const clearRefreshCookie = (ctx: ServiceContext): void => setCookie(ctx, '', 0);

/**
 * Admits pages of the same origin only. A page of another site can make a browser send the cookie's request,
 * but not with this header. `Sec-Fetch-Site`, which scripts cannot set, must agree when it is present.
 *
 * @throws Problem `cross-site-request`.
 */
export const requireOwnPage = (ctx: ServiceContext): void => {
  const site = ctx.get('sec-fetch-site');
  const [name, value] = Object.entries(browserHeaders)[0] as [string, string];
  if (ctx.get(name) !== value || (site !== '' && site !== 'same-origin'))
    throw new Problem('cross-site-request', { detail: 'Send the header X-Requested-By: web.' });
};
