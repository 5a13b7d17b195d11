import { projectionRetention } from '@ai-teacher/access/domain/projection-retention.ts';
import {
  idempotencyRetention,
  type RetentionTable,
  seenEventRetention,
} from '@ai-teacher/service-kit/domain/retention.ts';

/** How long exam retains the rows of each of its tables. Results stay unless the installation sets a term. */
export const retention = {
  attempt: {
    days: 'RESULT_RETENTION_DAYS',
    after: 'the attempt was submitted, the exam ended, and its last appeal was opened and decided',
  },
  response: { with: 'attempt' },
  mark: { with: 'attempt' },
  appeal: { with: 'attempt' },
  model_judging: { with: 'attempt' },
  judged_criteria: { with: 'attempt' },
  model_marking_change: {
    stays: 'Who let a model mark in an institution, and when. The id of an erased person is removed.',
  },
  exam: { days: 'RESULT_RETENTION_DAYS', after: 'the exam ended, once no attempt is left' },
  item: { with: 'exam' },
  generation: { days: 'GENERATION_RETENTION_DAYS', after: 'the generation ended' },
  generation_slot: { with: 'generation' },
  generation_material: { with: 'generation' },
  token_use: { days: 'TOKEN_USE_RETENTION_DAYS', after: 'the day of the use' },
  item_correction: { with: 'exam' },
  item_correction_failure: { with: 'exam' },
  assignment: { with: 'exam' },
  extra_time: { with: 'exam' },
  default_extra_time: { stays: 'As long as user has it. Erased with its person.' },
  teacher: { stays: 'Erased with its user. The erased row prevents late events from creating it again.' },
  lost_document: { stays: 'One id for each lost document, so that new drafts are marked as well.' },
  ...projectionRetention,
  ...seenEventRetention,
  ...idempotencyRetention,
} as const satisfies RetentionTable;
