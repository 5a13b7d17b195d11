import { parentPort, workerData } from 'node:worker_threads';
import { writeExamItems } from '../domain/item-writing/write-exam-items.ts';
import type { WritingTask } from '../domain/ports.ts';

/** The whole life of a writing thread: one task in, its items out. */
parentPort?.postMessage(writeExamItems(workerData as WritingTask));
