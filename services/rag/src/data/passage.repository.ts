import { arrayOf, readableRows } from '@ai-teacher/access/data/readable-rows.ts';
import {
  executePrepared,
  type PreparedStatement,
  preparedStatement,
} from '@ai-teacher/service-kit/database/prepared-statement.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Found, Repositories } from '../domain/search/ports.ts';

/**
 * Each hit is found by its key, and the hits behind the last wanted one are not read. The index
 * `document_unread` contains only documents with unread pages.
 *
 * @param readable a condition on `document`.
 */
const findReadable = (readable: string): string => `
  with passage as (
    select chunk.id as "chunkId", chunk.document_id as "documentId", document.title, chunk.text,
      chunk.page_label as "pageLabel", chunk.page_number as "pageNumber",
      chunk.span_start as "spanStart", chunk.span_end as "spanEnd", chunk.heading_path as "headingPath",
      exists (
        select from page where page.document_id = chunk.document_id and page.number = chunk.page_number
          and page.reading ->> 'recognitionConfidence' is not null
      ) as recognised
    from unnest(?::uuid[]) with ordinality as hit (id, place)
    join chunk on chunk.id = hit.id
    join document on document.id = chunk.document_id
    where document.status = 'ready' and ${readable}
    order by hit.place limit ?),
  unread as (
    select document.id as "documentId", document.title, document.unread_pages as pages from document
    where document.status = 'ready' and document.unread_pages <> '[]' and ${readable}
      and (?::uuid[] is null or document.id = any (?::uuid[]))
    order by document.created_at desc, document.id desc limit ?)
  select (select coalesce(json_agg(passage), '[]') from passage) as passages,
    (select coalesce(json_agg(unread), '[]') from unread) as unread`;

/** By condition: there are few, because the condition names no person. */
const statements = new Map<string, PreparedStatement>();

const statementFor = (readable: string): PreparedStatement => {
  const known = statements.get(readable);
  if (known) return known;
  let parameter = 0;
  const text = findReadable(readable).replaceAll('?', () => {
    parameter += 1;
    return `$${parameter}`;
  });
  const made = preparedStatement(`findReadablePassages${statements.size + 1}`, text);
  statements.set(readable, made);
  return made;
};

export const passageRepository = (em: EntityManager): Repositories['passages'] => ({
  findReadable: async (reader, { purpose, chunkIds, documentIds, maxPassages, maxUnread }) => {
    const { sql, parameters } = readableRows('document', reader, { purpose });
    const documents = documentIds === undefined ? null : arrayOf(documentIds);
    const [found] = await executePrepared<Found>(em, statementFor(sql), [
      ...[arrayOf(chunkIds), ...parameters, maxPassages],
      ...[...parameters, documents, documents, maxUnread],
    ]);
    return found ?? { passages: [], unread: [] };
  },
});
