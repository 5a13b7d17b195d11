/** The reference of operations reads it too (`build/pages/reference.js`). */
const storageName = 'ai-teacher-pending-sign-out';
/** The pending sign-out of a page whose browser stores nothing. */
let isPending = false;

/**
 * Whether a person has signed out, and the server has not confirmed it. The mark outlives the page: no script
 * can remove the cookie of the session, so every page of this browser must know that it may not use the
 * cookie.
 */
export const isSignOutPending = (): boolean => {
  try {
    return isPending || localStorage.getItem(storageName) !== null;
  } catch {
    return isPending;
  }
};

export const storePendingSignOut = (): void => {
  try {
    localStorage.setItem(storageName, 'pending');
  } catch {
    isPending = true;
  }
};

/** The server has ended the session of the cookie, or a sign-in has replaced the cookie. */
export const removePendingSignOut = (): void => {
  isPending = false;
  try {
    localStorage.removeItem(storageName);
  } catch {
    // A browser without storage has nothing to remove.
  }
};
