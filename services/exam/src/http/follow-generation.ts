import { followGeneration as contract } from '@ai-teacher/contracts/exam/generations.ts';
import { openEventStream } from '@ai-teacher/service-kit/server/event-stream.ts';
import { type Route, wireRoute } from '@ai-teacher/service-kit/server/route.ts';
import type { followGeneration } from '../domain/generations/follow-generation.ts';
import { isActive } from '../domain/generations/report.ts';
import { presentItem } from './present/exams.ts';
import { presentGeneration, presentProgress } from './present/generations.ts';

/**
 * Sends `progress` at every change, each accepted item once, and `done` with the generation when it has
 * ended. When the service stops earlier, the stream ends with `error`.
 */
export const followGenerationRoute = (useCase: ReturnType<typeof followGeneration>): Route =>
  wireRoute(contract, async (ctx, input) => {
    const states = await useCase(input);
    const stream = openEventStream(ctx, { ...contract.stream });
    const sent = new Set<string>();
    try {
      for await (const generation of states) {
        if (stream.closed()) return;
        for (const { item } of generation.slots) {
          if (item === null || sent.has(item.id)) continue;
          sent.add(item.id);
          await stream.send('item', presentItem(item));
        }
        if (isActive(generation)) await stream.send('progress', presentProgress(generation));
        else await stream.send('done', presentGeneration(generation));
      }
    } finally {
      stream.end();
    }
  });
