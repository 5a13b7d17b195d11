import type { Revocations } from '@ai-teacher/service-kit/identity/revocations.ts';

/** An empty list of ended sessions, for tests of other subjects. */
export const noRevocations: Revocations = { isEnded: async () => false, onKeyIds: () => undefined };
