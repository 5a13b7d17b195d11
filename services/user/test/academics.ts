import { randomUUID } from 'node:crypto';
import { createNode, moveNode, readNode } from '@ai-teacher/contracts/user/academics.ts';
import type { TestResponse } from '@ai-teacher/test-kit/app/app-client.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import { anAdmin, type TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';

export type Tree = 'organisation' | 'curriculum';
type Given = {
  readonly parentId?: string | null;
  readonly level?: string;
  readonly name?: string;
  readonly [field: string]: unknown;
};

/** An admin of an institution without any nodes. */
export const anAdminOfNewInstitution = (): TestUser => ({ ...anAdmin(), institutionId: randomUUID() });

/** Calls the operations of one tree in the name of one admin. */
export const treeOf = (app: TestApp<unknown>, as: TestUser, tree: Tree = 'organisation') => {
  const create = ({ level = 'school', name = 'A school', ...given }: Given = {}): Promise<TestResponse> =>
    app.call(createNode, {
      as,
      params: { tree },
      body: { level, names: [{ locale: 'en', name }], ...given },
    });
  const created = async (given: Given = {}): Promise<{ id: string; version: number }> => {
    const { status, body } = await create(given);
    if (status !== 201) throw new Error(`createNode answered ${status}: ${JSON.stringify(body)}`);
    return body;
  };
  return {
    create,
    created,
    read: (id: string, reader = as) => app.call(readNode, { as: reader, params: { tree, id } }),
    move: (id: string, parentId: string | null, version = 1) =>
      app.call(moveNode, { as, params: { tree, id }, body: { parentId, version } }),
    /** A state with a district, a school, a grade and a section, each below the one before. */
    branch: async (name = 'One') => {
      const ids: string[] = [];
      for (const level of ['state', 'district', 'school', 'grade', 'section'])
        ids.push((await created({ level, name: `${name} ${level}`, parentId: ids.at(-1) ?? null })).id);
      const [state = '', district = '', school = '', grade = '', section = ''] = ids;
      return { state, district, school, grade, section };
    },
  };
};
