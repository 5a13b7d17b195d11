import type { listSessions as contract } from '@ai-teacher/contracts/chat/sessions.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { Session } from '../ports.ts';
import { wantedWords } from '../searchable-form.ts';
import type { Repositories } from './ports.ts';

export type ListSessionsDeps = { readonly unitOfWork: UnitOfWork<Pick<Repositories, 'sessions'>> };

/** Lists the caller's sessions, newest first. With `q`, those of which one message contains all words. */
export const listSessions =
  ({ unitOfWork }: ListSessionsDeps) =>
  ({ principal, query: { q, ...page } }: Input<typeof contract>): Promise<Listed<Session>> =>
    unitOfWork.run(
      ({ sessions }) =>
        q === undefined ? sessions.list(principal, page) : sessions.search(principal, wantedWords(q), page),
      { readOnly: true },
    );
