import { parentPort } from 'node:worker_threads';
import type { WritingTask } from '../domain/item-writing/ports.ts';
import { writeExamItems } from '../domain/item-writing/write-exam-items.ts';

/** A writing thread posts the items of each task that it receives, until it is terminated. */
parentPort?.on('message', (task: WritingTask) => parentPort?.postMessage(writeExamItems(task)));
