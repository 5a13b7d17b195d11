import { spawn } from 'node:child_process';
import path from 'node:path';
import { json } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Material } from '../../src/domain/item-writing/ports.ts';

const program = fileURLToPath(new URL('../../../rag/bench/pages.ts', import.meta.url));

const pages = z.array(
  z.object({
    number: z.int(),
    label: z.string(),
    text: z.string(),
    headings: z.array(z.object({ offset: z.int(), path: z.array(z.string()) })),
  }),
);

/** Reads a PDF as rag does, in a process of rag. */
export const readPdf = async (file: string): Promise<Material> => {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(JSON.stringify({ file: path.resolve(file) }));
  const documentId = '00000000-0000-4000-8000-0000000000d1';
  const read = pages.parse(await json(child.stdout));
  return {
    documentId,
    title: path.basename(file),
    pages: read.map(({ number, label, text, headings }) => ({
      documentId,
      pageNumber: number,
      pageLabel: label,
      text,
      headings,
    })),
  };
};
