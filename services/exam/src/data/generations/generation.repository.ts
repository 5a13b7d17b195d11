import type { EntityManager } from '@mikro-orm/postgresql';
import type { StoredTexts } from '../../domain/exams/ports.ts';
import type { Generation, GenerationStage, Generations, Slot } from '../../domain/generations/ports.ts';
import type { SourcePage } from '../../domain/item-writing/drafts/item-draft.ts';
import type { Material } from '../../domain/item-writing/ports.ts';

type Row = {
  id: string;
  institution_id: string;
  teacher_id: string;
  status: Generation['status'];
  stage: GenerationStage;
  title: string;
  shuffle: boolean;
  cells: Generation['cells'];
  language: string | null;
  exam_id: string | null;
  reason: string | null;
  created_at: Date | string;
  ended_at: Date | string | null;
};

type SlotRow = Omit<Slot, 'modelDrafts' | 'writtenBy'> & {
  model_drafts: number;
  written_by: Slot['writtenBy'];
};

const columns = `id, institution_id, teacher_id, status, stage, title, shuffle, cells, language, exam_id, reason,
  created_at, ended_at`;

const isActive = `ended_at is null`;

const toGeneration = (row: Row, slots: readonly SlotRow[]): Generation => ({
  id: row.id,
  institutionId: row.institution_id,
  teacherId: row.teacher_id,
  status: row.status,
  stage: row.stage,
  title: row.title,
  shuffle: row.shuffle,
  cells: row.cells,
  language: row.language,
  slots: slots.map(({ model_drafts, written_by, ...slot }) => ({
    ...slot,
    modelDrafts: model_drafts,
    writtenBy: written_by,
  })),
  examId: row.exam_id,
  reason: row.reason,
  createdAt: new Date(row.created_at),
  endedAt: row.ended_at === null ? null : new Date(row.ended_at),
});

const read = async (
  em: EntityManager,
  id: string,
  lock: '' | 'for update',
): Promise<Generation | undefined> => {
  const [row] = await em.execute<Row[]>(`select ${columns} from generation where id = ? ${lock}`, [id]);
  if (row === undefined) return undefined;
  const slots = await em.execute<SlotRow[]>(
    `select number, cell, type, status, model_drafts, rejected, item, written_by, reason
     from generation_slot where generation_id = ? order by number`,
    [id],
  );
  return toGeneration(row, slots);
};

const life = (em: EntityManager): Pick<Generations, 'end' | 'enter' | 'insert'> => ({
  insert: async (generation, { slots, materials }) => {
    const { id, institutionId, teacherId, status, stage, title, shuffle, cells, language, createdAt } =
      generation;
    await em.execute(
      `insert into generation (id, institution_id, teacher_id, status, stage, title, shuffle, cells, language,
         created_at) values (?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?)`,
      [
        id,
        institutionId,
        teacherId,
        status,
        stage,
        title,
        shuffle,
        JSON.stringify(cells),
        language,
        createdAt,
      ],
    );
    await em.execute(
      `insert into generation_slot (generation_id, number, cell, type)
       select ?, number, cell, type from jsonb_to_recordset(?::jsonb) as slot (number int, cell int, type text)`,
      [id, JSON.stringify(slots)],
    );
    for (const material of materials)
      await em.execute(
        'insert into generation_material (generation_id, document_id, title, pages) values (?, ?, ?, ?::jsonb)',
        [id, material.documentId, material.title, JSON.stringify(material.pages.map(storable))],
      );
  },
  enter: async (id, stage) => {
    await em.execute(`update generation set status = 'writing', stage = ? where id = ? and ${isActive}`, [
      stage,
      id,
    ]);
  },
  end: async (id, { status, examId, reason, at }) => {
    await em.execute(
      `update generation set status = ?, stage = 'ended', exam_id = ?, reason = ?, ended_at = ? where id = ?`,
      [status, examId, reason, at, id],
    );
    await em.execute('delete from generation_material where generation_id = ?', [id]);
  },
});

type OfSlot = 'addRejections' | 'countModelDraft' | 'endSlot';

const slots = (em: EntityManager): Pick<Generations, OfSlot> => ({
  countModelDraft: async (id, number) => {
    await em.execute(
      `update generation_slot set model_drafts = model_drafts + 1 where generation_id = ? and number = ?`,
      [id, number],
    );
  },
  endSlot: async (id, number, outcome) => {
    const { item, writtenBy, reason } = { item: null, writtenBy: null, reason: null, ...outcome };
    await em.execute(
      `update generation_slot set status = ?, item = ?::jsonb, written_by = ?, reason = ?
       where generation_id = ? and number = ? and status = 'open'
         and exists (select from generation where id = generation_id and ${isActive})`,
      [
        item === null ? 'given-up' : 'filled',
        item === null ? null : JSON.stringify(item),
        writtenBy,
        reason,
        id,
        number,
      ],
    );
  },
  addRejections: async (id, number, rejected) => {
    await em.execute(
      `update generation_slot set rejected = rejected || coalesce((
         select jsonb_object_agg(reason, coalesce((rejected ->> reason)::int, 0) + times::int)
         from jsonb_each_text(?::jsonb) as added (reason, times)), '{}')
       where generation_id = ? and number = ?`,
      [JSON.stringify(rejected), id, number],
    );
  },
});

/** PostgreSQL stores no NUL in JSON. Another control character of one unit leaves every span as it is. */
const storable = (page: SourcePage): SourcePage => ({
  ...page,
  text: page.text.toWellFormed().replaceAll('\0', '\ufffd'),
});

export const generationRepository = (em: EntityManager): Generations => ({
  ...life(em),
  ...slots(em),
  find: (id) => read(em, id, ''),
  lock: (id) => read(em, id, 'for update'),
  lockInstitution: async (institutionId) => {
    await em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [
      `generations of ${institutionId}`,
    ]);
  },
  countActive: async ({ teacherId = null, institutionId }) => {
    const [row] = await em.execute<{ count: number }[]>(
      `select count(*)::int as count from generation
       where institution_id = ? and ${isActive} and teacher_id = coalesce(?::uuid, teacher_id)`,
      [institutionId, teacherId],
    );
    return row?.count ?? 0;
  },
  startOfRecent: async (teacherId, number) => {
    const [row] = await em.execute<{ created_at: Date | string }[]>(
      'select created_at from generation where teacher_id = ? order by created_at desc offset ? limit 1',
      [teacherId, number - 1],
    );
    return row && new Date(row.created_at);
  },
  listMaterialIds: async (id) => {
    const rows = await em.execute<{ document_id: string }[]>(
      'select document_id from generation_material where generation_id = ? order by document_id',
      [id],
    );
    return rows.map(({ document_id }) => document_id);
  },
  readMaterials: async (id) => {
    const rows = await em.execute<{ document_id: string; title: string; pages: Material['pages'] }[]>(
      'select document_id, title, pages from generation_material where generation_id = ? order by document_id',
      [id],
    );
    return rows.map(({ document_id, title, pages }) => ({ documentId: document_id, title, pages }));
  },
  listEarlierStems: async (teacherId, count) => {
    const rows = await em.execute<{ stem: string }[]>(
      `select content ->> 'stem' as stem from item join exam on exam.id = exam_id
       where teacher_id = ? order by exam.created_at desc, position limit ?`,
      [teacherId, count],
    );
    return rows.map(({ stem }) => stem);
  },
  eraseOfTeacher: async (teacherId) => {
    await em.execute('delete from generation where teacher_id = ?', [teacherId]);
  },
});

export const storedTexts = (em: EntityManager): StoredTexts => ({
  forgetDocument: async (documentId) => {
    await em.execute('delete from generation_material where document_id = ?', [documentId]);
  },
});
