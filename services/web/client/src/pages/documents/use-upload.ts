import type { ReadOf } from '@ai-teacher/contracts/operation.ts';
import { followDocument, ingest } from '@ai-teacher/contracts/rag/ingestion.ts';
import { listDocuments } from '@ai-teacher/contracts/rag/library.ts';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/calls.ts';
import { longCalls } from '../../api/long-calls.ts';
import { WorkFault } from '../../api/stream-faults.ts';
import { createTurns } from '../../api/turns.ts';
import { useEndOfWork } from '../../shell/ended-work.ts';
import { adviceOf } from './document-sentences.ts';

type Stage = 'uploading' | 'queued' | 'extracting' | 'indexing' | 'finished';

/** A file on its way, from the upload to the searchable book. */
export type Upload = {
  readonly key: string;
  readonly name: string;
  readonly stage: Stage;
  readonly done: number;
  readonly total: number;
  readonly fault?: unknown;
  /** Uploads the same file again, after a fault. */
  readonly retry: () => void;
};

type Ingested = ReadOf<typeof ingest>;
/** Several files at the same time would share the line, and each has five minutes. */
const turns = createTurns();
/** Uploads files and follows what becomes of each. */
export const useUploads = () => {
  const [uploads, setUploads] = useState<readonly Upload[]>([]);
  const client = useQueryClient();
  const end = useEndOfWork('document');
  const change = (key: string, part: Partial<Upload>): void =>
    setUploads((old) => old.map((upload) => (upload.key === key ? { ...upload, ...part } : upload)));

  const follow = async (key: string, { documentId: id }: Ingested, requestId: string): Promise<void> => {
    for await (const { event, data } of api.follow(followDocument, { params: { id } })) {
      if (event === 'progress') change(key, data.progress);
      if (event !== 'done') continue;
      // The advice of the server when the file cannot be read.
      if (data.problem !== undefined) throw new WorkFault(adviceOf(data.status, data.problem), requestId);
      change(key, { stage: 'finished' });
    }
  };
  const reload = (): Promise<void> => client.invalidateQueries({ queryKey: [listDocuments.operationId] });
  const upload = async (file: File): Promise<void> => {
    const key = crypto.randomUUID();
    const retry = (): void => {
      setUploads((old) => old.filter((one) => one.key !== key));
      void upload(file);
    };
    const stage = turns.areFree() ? 'uploading' : 'queued';
    setUploads((old) => [{ key, name: file.name, stage, done: 0, total: 0, retry }, ...old]);
    const title = file.name.replace(/\.pdf$/iu, '');
    try {
      const input = { body: { title }, timeoutMilliseconds: longCalls.ingest };
      const { answer, requestId } = await turns.run(() => {
        change(key, { stage: 'uploading' });
        return api.upload(ingest, input, { name: file.name, bytes: file });
      });
      change(key, { stage: 'queued' });
      await follow(key, answer, requestId);
      end.note({ name: title, href: `/app/books/${answer.documentId}` });
    } catch (fault) {
      change(key, { fault });
      end.note({ name: title, hasFailed: true, fault });
    }
    await reload();
  };
  return { uploads, upload: (files: readonly File[]) => void Promise.all(files.map(upload)) };
};
