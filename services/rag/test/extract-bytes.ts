import { createChildExtractor, defaultContainment } from '../src/adapters/child-extractor.ts';
import type { Extraction } from '../src/domain/ingestion/ports.ts';

/** Extracts a PDF in the child process, as the job does. */
export const extractBytes = (
  bytes: Buffer,
  {
    limits = {},
    onProgress = () => {},
    signal = new AbortController().signal,
  }: {
    limits?: Partial<typeof defaultContainment>;
    onProgress?: (done: number, total: number) => void;
    signal?: AbortSignal;
  } = {},
): Promise<Extraction> =>
  createChildExtractor({ limits: { ...defaultContainment, ...limits } }).extract(
    (async function* inPieces() {
      for (let from = 0; from < bytes.byteLength; from += 65_536) yield bytes.subarray(from, from + 65_536);
    })(),
    { onProgress, signal },
  );
