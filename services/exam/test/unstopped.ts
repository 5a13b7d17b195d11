/** A run of a job whose process does not stop. */
export const unstopped = { signal: new AbortController().signal } as const;
