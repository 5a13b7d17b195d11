import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { Message, Owner, Page, PageRequest, UnitOfWork } from '../ports.ts';

type Input = {
  principal: Owner;
  params: { id: string };
  query: PageRequest;
};

/** The messages of one of the caller's sessions, oldest first. Throws Problem `session-not-found`. */
export const listMessages = ({ unitOfWork }: { unitOfWork: UnitOfWork }) => {
  return ({ principal, params, query }: Input): Promise<Page<Message>> =>
    unitOfWork.run(
      async ({ sessions, messages }) => {
        if ((await sessions.find(principal, params.id)) === undefined) throw new Problem('session-not-found');
        return messages.list(params.id, query);
      },
      { readOnly: true },
    );
};
