import type { deleteSession as contract } from '@ai-teacher/contracts/chat/sessions.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { Repositories } from './ports.ts';

export type DeleteSessionDeps = { readonly unitOfWork: UnitOfWork<Pick<Repositories, 'sessions'>> };

/** Deletes one of the caller's sessions with its messages. Throws Problem `session-not-found`. */
export const deleteSession =
  ({ unitOfWork }: DeleteSessionDeps) =>
  ({ principal, params }: Input<typeof contract>): Promise<void> =>
    unitOfWork.run(async ({ sessions }) => {
      if (!(await sessions.remove(principal, params.id))) throw new Problem('session-not-found');
    });
