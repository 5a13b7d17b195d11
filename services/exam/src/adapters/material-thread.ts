import { parentPort, workerData } from 'node:worker_threads';
import { choosePages } from '../domain/item-writing/choose-pages.ts';
import { createItemJudge } from '../domain/item-writing/gates/judge-item.ts';
import { indexMaterial } from '../domain/item-writing/gates/material-index.ts';
import { readPages } from '../domain/item-writing/reading/read-pages.ts';
import type { MaterialQuestion, OpenedData } from './thread-material-reader.ts';

/** The thread reads the material once, and answers questions until it is terminated. */
const { materials, earlierStems } = workerData as OpenedData;
const pages = readPages(materials.flatMap((material) => material.pages));
const index = indexMaterial(pages);
const judge = createItemJudge({ pages, earlierStems });

const answerTo = (question: MaterialQuestion): unknown => {
  if (question.kind === 'judge') return judge(question.item, question.others);
  return choosePages(pages, question.choice, index).map(({ page, language }) => ({ page, language }));
};

parentPort?.on('message', ({ id, question }: { id: number; question: MaterialQuestion }) => {
  parentPort?.postMessage({ id, answer: answerTo(question) });
});
