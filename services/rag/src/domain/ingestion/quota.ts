import type { ProblemCode } from '@ai-teacher/contracts/problem.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';

/** The quotas of one user or one institution. */
export type Quotas = {
  readonly ownerDocuments: number;
  readonly ownerBytes: number;
  /** Documents of a user that wait to be read and indexed. */
  readonly ownerWaiting: number;
  readonly institutionDocuments: number;
  readonly institutionBytes: number;
};

/** The use by a user and by an institution, in the units of the quotas. */
export type Usage = { readonly [Name in keyof Quotas]: number };

const refusals: Readonly<Record<keyof Quotas, { code: ProblemCode; detail: (max: number) => string }>> = {
  ownerDocuments: {
    code: 'owner-documents-exhausted',
    detail: (max) => `You may have at most ${max} documents. Delete documents that you no longer need.`,
  },
  ownerBytes: {
    code: 'owner-bytes-exhausted',
    detail: (max) =>
      `Your files may have at most ${max} bytes together. Delete documents that you no longer need.`,
  },
  ownerWaiting: {
    code: 'waiting-documents-exhausted',
    detail: (max) => `At most ${max} of your documents may wait to be read. Upload the file again later.`,
  },
  institutionDocuments: {
    code: 'institution-documents-exhausted',
    detail: (max) => `Your institution may have at most ${max} documents. Ask an admin to delete documents.`,
  },
  institutionBytes: {
    code: 'institution-bytes-exhausted',
    detail: (max) =>
      `The files of your institution may have at most ${max} bytes. Ask an admin to delete documents.`,
  },
};

/**
 * @param usage before the addition.
 * @param added what the new file adds.
 * @throws Problem with the code of the first quota that the addition exceeds.
 */
export const requireQuota = (usage: Usage, added: Usage, quotas: Quotas): void => {
  for (const name of Object.keys(refusals) as (keyof Quotas)[]) {
    if (usage[name] + added[name] <= quotas[name]) continue;
    const { code, detail } = refusals[name];
    throw new Problem(code, { detail: detail(quotas[name]) });
  }
};
