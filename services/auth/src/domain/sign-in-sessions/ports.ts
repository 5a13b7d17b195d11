import type { PageQuery } from '@ai-teacher/contracts/pagination.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { AuditTrail } from '../ports.ts';
import type { Device, RefreshFamily } from '../sessions/ports.ts';

/** A session as its owner sees it. */
export type SignInSession = Pick<RefreshFamily, 'id' | 'createdAt' | 'expiresAt'> & {
  readonly device: Device;
  /** When its latest refresh token was issued. */
  readonly lastUsedAt: Date;
};

export type SignInSessionRepository = {
  /**
   * The sessions of an account that have neither ended nor expired, the last used first.
   * Throws Problem `input-invalid` for a cursor that this list did not make.
   */
  readonly listLive: (
    of: { readonly accountId: string; readonly now: Date },
    page: PageQuery,
  ) => Promise<Listed<SignInSession>>;
  /**
   * Ends a session of an account in one atomic step.
   *
   * @returns whether it ended now; undefined when the account has no such session.
   */
  readonly end: (of: {
    readonly id: string;
    readonly accountId: string;
    readonly now: Date;
  }) => Promise<boolean | undefined>;
};

export type Repositories = {
  readonly signInSessions: SignInSessionRepository;
  readonly audit: AuditTrail;
};
