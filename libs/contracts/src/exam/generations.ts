import { z } from 'zod';
import { operation } from '../operation.ts';
import { streamFailure } from '../problem.ts';
import { shownText } from '../text.ts';
import { instant, teachingRoles, uuid } from '../values.ts';
import { generationReport } from './blueprint.ts';
import { reasonCodes } from './generation-reasons.ts';
import { item } from './items.ts';

export const generationStatus = z
  .enum(['waiting', 'writing', 'done', 'cancelled', 'failed'])
  .meta({ id: 'GenerationStatus' });

const generationStage = z
  .enum(['queue', 'model', 'rules', 'ended'])
  .describe('Who writes: the model first, then rules what the model could not write.')
  .meta({ id: 'GenerationStage' });

const progress = z
  .strictObject({ done: z.int().describe('Items that are written or given up.'), total: z.int() })
  .meta({ id: 'GenerationProgress' });

/** An exam while a model writes it, as its teacher sees it. */
export const generation = z
  .strictObject({
    generationId: uuid,
    status: generationStatus,
    stage: generationStage,
    progress,
    items: z.array(item).describe('The items accepted so far, in the order of the blueprint.'),
    report: generationReport,
    draftId: uuid.nullable().describe('The id of the draft exam, once the generation is done.'),
    reason: shownText().nullable().describe('Why the generation failed.'),
    reasonCodes,
    createdAt: instant,
    endedAt: instant.nullable(),
  })
  .meta({ id: 'Generation' });

const generationParams = z.strictObject({ id: uuid });

export const readGeneration = operation({
  operationId: 'readGeneration',
  service: 'exam',
  summary: 'Returns the generation of an exam with its progress, its accepted items and its report.',
  method: 'GET',
  path: '/generations/{id}',
  edgePath: '/api/exams/generations/{id}',
  access: { edge: teachingRoles },
  params: generationParams,
  success: { 200: generation },
  problems: ['generation-not-found'],
});

export const followGeneration = operation({
  operationId: 'followGeneration',
  service: 'exam',
  summary:
    'Streams the generation of an exam as server-sent events until it ends: its progress, and each item when it is accepted.',
  method: 'GET',
  path: '/generations/{id}/events',
  edgePath: '/api/exams/generations/{id}/events',
  access: { edge: teachingRoles },
  params: generationParams,
  success: { 200: null },
  stream: {
    progress: z.strictObject({ status: generationStatus, stage: generationStage, progress }),
    item,
    done: generation,
    error: streamFailure,
  },
  streamMode: 'only',
  problems: ['generation-not-found'],
});

export const cancelGeneration = operation({
  operationId: 'cancelGeneration',
  service: 'exam',
  summary:
    'Cancels the generation of an exam. No draft is made of its items. A generation that has ended stays as it is.',
  method: 'POST',
  path: '/generations/{id}/cancel',
  edgePath: '/api/exams/generations/{id}/cancel',
  access: { edge: teachingRoles },
  params: generationParams,
  success: { 200: generation },
  problems: ['generation-not-found'],
});
