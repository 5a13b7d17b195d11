/** A response as the API takes it; null clears it. */
export type Response = string | string[] | boolean | Record<string, string> | null;
export type Responses = Readonly<Record<string, Response>>;

const storageName = (attemptId: string): string => `ai-teacher-unsent-${attemptId}`;

/** The responses of an attempt that have not reached the server, also after a reload. */
export const readUnsent = (
  attemptId: string,
  storage: Pick<Storage, 'getItem'> = localStorage,
): Responses => {
  try {
    return JSON.parse(storage.getItem(storageName(attemptId)) ?? '{}') as Responses;
  } catch {
    return {};
  }
};

type Writable = Pick<Storage, 'setItem' | 'removeItem'>;

/** Stores the unsent responses of an attempt, and removes the entry when all have been sent. */
export const writeUnsent = (attemptId: string, unsent: Responses, storage: Writable = localStorage): void => {
  if (Object.keys(unsent).length === 0) storage.removeItem(storageName(attemptId));
  else storage.setItem(storageName(attemptId), JSON.stringify(unsent));
};

const isEqual = (left: Response | undefined, right: Response | undefined): boolean =>
  JSON.stringify(left) === JSON.stringify(right);

/** What remains unsent after a response was saved. A response that changed meanwhile remains. */
export const withoutSent = (unsent: Responses, itemId: string, sent: Response): Responses =>
  Object.fromEntries(
    Object.entries(unsent).filter(([id, response]) => id !== itemId || !isEqual(response, sent)),
  );
