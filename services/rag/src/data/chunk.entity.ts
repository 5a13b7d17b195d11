import { defineEntity } from '@mikro-orm/core';

const ChunkSchema = defineEntity({
  name: 'Chunk',
  tableName: 'chunk',
  properties: (p) => ({
    id: p.uuid().primary(),
    documentId: p.uuid(),
    position: p.integer(),
    pageNumber: p.integer(),
    pageLabel: p.text(),
    spanStart: p.integer(),
    spanEnd: p.integer(),
    text: p.text(),
    headingPath: p.json<readonly string[]>(),
    carriedOver: p.text(),
  }),
});
export class ChunkEntity extends ChunkSchema.class {}
ChunkSchema.setClass(ChunkEntity);
