import type { UnitOfWork } from '../ports.ts';

type UserDeleted = {
  id: string;
  type: 'user.deleted';
  data: { userId: string };
};

/** Erases everything a deleted user asked, was told and used, once per event. */
export const forgetUser = ({ unitOfWork }: { unitOfWork: UnitOfWork }) => {
  return (event: UserDeleted): Promise<void> =>
    unitOfWork.run(async ({ sessions, tokenUse, inbox }) => {
      if (!(await inbox.markSeen(event))) return;
      await sessions.removeAllOf(event.data.userId);
      await tokenUse.removeAllOf(event.data.userId);
    });
};
