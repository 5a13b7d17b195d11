import type { readInstitutionTimeZone } from '@ai-teacher/contracts/access/institution-time-zone.ts';
import type { readSharingPolicy } from '@ai-teacher/contracts/access/sharing-policy.ts';
import type { AnswerOf } from '@ai-teacher/contracts/operation.ts';
import type { InstitutionTimeZone } from '../../domain/institution-time-zone/ports.ts';
import type { SharingPolicy } from '../../domain/sharing-policy/ports.ts';

export const presentSharingPolicy = (policy: SharingPolicy): AnswerOf<typeof readSharingPolicy> => policy;

export const presentTimeZone = (given: InstitutionTimeZone): AnswerOf<typeof readInstitutionTimeZone> =>
  given;
