/** The thread that cuts and weighs the texts of documents, so that requests need not wait for this work. */
import { parentPort } from 'node:worker_threads';
import { chunkDocument } from '../domain/ingestion/chunk-document.ts';
import { embedPassage } from './murmur-sparse-embedder.ts';
import type { TextReply, TextTask } from './text-thread.ts';

const work = (task: TextTask): unknown =>
  task.kind === 'chunk'
    ? chunkDocument(task.documentId, task.pages, task.limits)
    : task.texts.map((text) => embedPassage(text, task.maxTerms));

parentPort?.on('message', ({ id, task }: { id: number; task: TextTask }) => {
  let reply: TextReply;
  try {
    reply = { id, result: work(task) };
  } catch (error) {
    reply = { id, fault: String(error) };
  }
  parentPort?.postMessage(reply);
});
