import type { listMessages as contract } from '@ai-teacher/contracts/chat/sessions.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { Message } from '../ports.ts';
import type { Repositories } from './ports.ts';

export type ListMessagesDeps = {
  readonly unitOfWork: UnitOfWork<Pick<Repositories, 'sessions' | 'messages'>>;
};

/** Lists messages of one of the caller's sessions in the given order. Throws Problem `session-not-found`. */
export const listMessages =
  ({ unitOfWork }: ListMessagesDeps) =>
  ({ principal, params, query }: Input<typeof contract>): Promise<Listed<Message>> =>
    unitOfWork.run(
      async ({ sessions, messages }) => {
        if ((await sessions.find(principal, params.id)) === undefined) throw new Problem('session-not-found');
        return messages.list(params.id, query);
      },
      { readOnly: true },
    );
