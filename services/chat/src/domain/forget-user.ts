import type { UnitOfWork } from './ports.ts';

interface UserDeleted {
  id: string;
  type: 'user.deleted';
  data: { userId: string };
}

/** Erases everything a deleted user asked and was told, once per event. */
export function forgetUser({ unitOfWork }: { unitOfWork: UnitOfWork }) {
  return (event: UserDeleted): Promise<void> =>
    unitOfWork.run(async ({ sessions, inbox }) => {
      if (await inbox.markSeen(event)) await sessions.removeAllOf(event.data.userId);
    });
}
