import { parentPort, workerData } from 'node:worker_threads';
import type { WritingTask } from '../domain/item-writing/ports.ts';
import { writeExamItems } from '../domain/item-writing/write-exam-items.ts';

/** A writing thread receives one task, posts its items and ends. */
parentPort?.postMessage(writeExamItems(workerData as WritingTask));
