import type { Revocations } from '@ai-teacher/service-kit/identity/revocations.ts';

/** No session has ever ended: for tests of something else. */
export const noRevocations: Revocations = { isEnded: async () => false, onKeyIds: () => undefined };
