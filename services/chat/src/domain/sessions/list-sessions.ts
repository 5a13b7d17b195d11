import type { Owner, Page, PageRequest, Session, UnitOfWork } from '../ports.ts';

/** The caller's sessions, newest first. */
export const listSessions = ({ unitOfWork }: { unitOfWork: UnitOfWork }) => {
  return ({ principal, query }: { principal: Owner; query: PageRequest }): Promise<Page<Session>> =>
    unitOfWork.run(({ sessions }) => sessions.list(principal, query), { readOnly: true });
};
