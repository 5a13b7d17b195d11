import type { FactBucket, FactDigest, FactGroup, FactPage } from '@ai-teacher/access/domain/fact-source.ts';

export type FactRepositories = {
  /** The facts about rights, as the rows of this service state them. */
  readonly accessFacts: {
    readonly digests: (group: FactGroup) => Promise<readonly FactDigest[]>;
    readonly list: (
      page: FactBucket & { readonly after?: string | undefined; readonly limit: number },
    ) => Promise<FactPage>;
  };
};
