import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { Owner, UnitOfWork } from '../ports.ts';

/** Deletes one of the caller's sessions with its messages. Throws Problem `session-not-found`. */
export const deleteSession = ({ unitOfWork }: { unitOfWork: UnitOfWork }) => {
  return ({ principal, params }: { principal: Owner; params: { id: string } }): Promise<void> =>
    unitOfWork.run(async ({ sessions }) => {
      if (!(await sessions.remove(principal, params.id))) throw new Problem('session-not-found');
    });
};
