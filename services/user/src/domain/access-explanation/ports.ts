import type { accessDecision, askedPerson } from '@ai-teacher/contracts/access/decision.ts';
import type { ResourceKind } from '@ai-teacher/contracts/access/explain.ts';
import type { z } from 'zod';

export type AccessDecision = z.output<typeof accessDecision>;

/** A document or an exam. */
export type Resource = { readonly kind: ResourceKind; readonly id: string };

/** The services that hold the resources and decide about them. */
export type Deciders = {
  /**
   * Asks the service of the resource in the name of the current user. The answer about a resource that
   * the user may not know is that of a missing one.
   *
   * @throws Problem `upstream-unavailable` or `deadline-exceeded`.
   */
  readonly decide: (resource: Resource, person: z.input<typeof askedPerson>) => Promise<AccessDecision>;
};

/** A class, unit or institution that decides. `name`: null for the institution. */
export type ShownPlace = {
  readonly kind: 'class' | 'unit' | 'institution';
  readonly id: string;
  readonly name: string | null;
};

export type AccessExplanation = {
  readonly resource: Resource;
  readonly personId: string;
  /** Whether the person is the caller. */
  readonly isSelf: boolean;
  readonly decision: AccessDecision;
  /** The places are null when the caller may not see them. */
  readonly place: ShownPlace | null;
  readonly overruled: ShownPlace | null;
  /** The class of the enrolment that carries the membership; null when the caller may not see it. */
  readonly carriedBy: ShownPlace | null;
  readonly since: Date | null;
};
