import { instanceGibibytes, volumeGibibytes } from '@ai-teacher/tooling/deploy/sizes.ts';
import type { Inputs } from '../inputs/inputs.ts';
import { type Figure, figure, shown } from './figure.ts';
import { isStoring, queueConnections, requestConnections } from './parts.ts';
import type { PartNeed } from './processors.ts';
import type { Workload } from './workload.ts';

const gibibyte = 2 ** 30;
/** Instances of PostgreSQL and copies of a vector in the overlay `production`. */
const instances = 3;
const copies = 2;
/** Nodes of Qdrant in that overlay. */
const nodes = 3;
/** A question and its answer. */
const messagesPerQuestion = 2;

const gib = (
  name: string,
  { rows, bytes, formula }: { rows: number; bytes: number; formula: string },
): Figure =>
  figure(name, [(rows * bytes) / gibibyte, 'GiB'], `${formula} = ${shown(rows)} × ${shown(bytes)} bytes`);

/** The disk of one instance by its contents, after the retention time. */
export const contentsOf = ({ bytes }: Inputs, load: Workload): Figure[] => {
  const { pupils } = load;
  const months = load['retention-months'];
  const monthly = (count: number, what: string) =>
    `${shown(pupils)} pupils × ${count} ${what} × ${months} months`;
  const questions = load['questions-per-day'] * load['school-days'];
  const pages = (pupils / 1_000) * load['documents-per-1000-pupils'] * load['pages-per-document'];
  const paged = `${shown(pupils)} pupils / 1 000 × ${load['documents-per-1000-pupils']} documents × ${load['pages-per-document']} pages`;
  return [
    gib('accounts', { rows: pupils, bytes: bytes.account, formula: `${shown(pupils)} pupils` }),
    gib('messages', {
      rows: pupils * questions * messagesPerQuestion * months,
      bytes: bytes.message,
      formula: monthly(questions, `questions × ${messagesPerQuestion} messages`),
    }),
    gib('attempts', {
      rows: pupils * load['exams-per-month'] * months,
      bytes: bytes.attempt,
      formula: monthly(load['exams-per-month'], 'attempts'),
    }),
    gib('notifications', {
      rows: pupils * load['notifications-per-month'] * months,
      bytes: bytes.notification,
      formula: monthly(load['notifications-per-month'], 'notifications'),
    }),
    gib('pages', { rows: pages, bytes: bytes.page, formula: paged }),
    gib('vectors', { rows: pages, bytes: bytes.pageVectors, formula: paged }),
  ];
};

/** The disks of PostgreSQL and Qdrant with all copies. */
export const disksOf = (contents: readonly Figure[]): Figure[] => {
  const vectors = contents.filter(({ name }) => name === 'vectors');
  const rows = contents.filter(({ name }) => name !== 'vectors');
  const sum = (figures: readonly Figure[]) => figures.reduce((total, { value }) => total + value, 0);
  const added = rows.map(({ name, value }) => `${name} ${shown(value)}`).join(' + ');
  return [
    figure('disk of PostgreSQL', [sum(rows) * instances, 'GiB'], `(${added}) × ${instances} instances`),
    figure(
      'disk of Qdrant',
      [sum(vectors) * copies, 'GiB'],
      `vectors ${shown(sum(vectors))} × ${copies} copies`,
    ),
  ];
};

/** The disks of the overlay `production` in GiB, by the name of the need. */
export const overlayDisks: Readonly<
  Record<string, { readonly gibibytes: number; readonly formula: string }>
> = {
  'disk of PostgreSQL': {
    gibibytes: instances * instanceGibibytes,
    formula: `${instances} instances × ${instanceGibibytes} GiB of the overlay`,
  },
  'disk of Qdrant': {
    gibibytes: nodes * volumeGibibytes.qdrant,
    formula: `${nodes} nodes × ${volumeGibibytes.qdrant} GiB of the overlay`,
  },
};

/** Connections to PostgreSQL when every process has opened all of its own. */
export const connectionsOf = (needs: readonly PartNeed[]): Figure => {
  const services = needs.flatMap(({ part, replicas }) =>
    isStoring(part)
      ? [{ part, replicas: replicas.value, each: requestConnections + queueConnections[part] }]
      : [],
  );
  return figure(
    'connections of PostgreSQL',
    [services.reduce((sum, { replicas, each }) => sum + replicas * each, 0), ''],
    services.map(({ part, replicas, each }) => `${part} ${shown(replicas)} × ${each}`).join(' + '),
  );
};
