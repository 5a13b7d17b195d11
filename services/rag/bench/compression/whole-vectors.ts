import { readFileSync, writeFileSync } from 'node:fs';

/** Kilobytes of the files with whole vectors in the memory of a Qdrant. */
export type WholeVectors = {
  readonly resident: number;
  /** Those that were used since `forgetUse`, in pages of 4 kB. */
  readonly used: number;
};

const fileOfMapping = /^[0-9a-f]+-[0-9a-f]+ \S+ \S+ \S+ \d+\s*(.*)$/;
const sizeOfMapping = /^(Rss|Referenced):\s+(\d+) kB$/;

/** Reads the text of /proc/<pid>/smaps. */
export const parseWholeVectors = (mappings: string): WholeVectors => {
  const kilobytes = { Rss: 0, Referenced: 0 };
  let counts = false;
  for (const line of mappings.split('\n')) {
    const file = fileOfMapping.exec(line)?.[1];
    if (file !== undefined) counts = file.includes('/vector_storage-dense') && !file.includes('quantized');
    const [, field, size] = sizeOfMapping.exec(line) ?? [];
    if (counts && field !== undefined) kilobytes[field as 'Rss' | 'Referenced'] += Number(size);
  }
  return { resident: kilobytes.Rss, used: kilobytes.Referenced };
};

export const wholeVectorsOf = (pid: number): WholeVectors =>
  parseWholeVectors(readFileSync(`/proc/${pid}/smaps`, 'utf8'));

/** Lets all pages of a process count as not used (proc_pid_clear_refs(5)). */
export const forgetUse = (pid: number): void => writeFileSync(`/proc/${pid}/clear_refs`, '1');
