import { describe, expect, it } from '@jest/globals';
import { rowCheck } from '../../src/domain/rosters/bundle/check-row.ts';

const decomposed = 'Zoe\u0308';
const composed = 'Zo\u00eb';

describe('rowCheck', () => {
  const rowOf = (given: Readonly<Record<string, string>>) => {
    const cells = { status: '', dateLastModified: '', ...given };
    return rowCheck({ file: 'users', mode: 'bulk', version: '1.2' }, Object.keys(cells))(
      Object.values(cells),
      2,
    );
  };

  it('rowCheck composes names and other texts, as every operation does with the texts of a person', () => {
    const { fields, faults } = rowOf({
      sourcedId: 'u1',
      enabledUser: 'true',
      username: `${decomposed}.b`,
      givenName: decomposed,
      familyName: 'Bronte\u0308',
      'metadata.nickname': decomposed,
    });
    expect(faults).toEqual([]);
    expect(fields).toMatchObject({
      givenName: composed,
      familyName: 'Bront\u00eb',
      username: `${composed}.b`,
      'metadata.nickname': composed,
    });
  });

  it('rowCheck leaves ids as they are, because other systems compare them byte by byte', () => {
    const { sourcedId, fields } = rowOf({
      sourcedId: decomposed,
      enabledUser: 'true',
      givenName: 'Ada',
      familyName: 'Lee',
      primaryOrgSourcedId: decomposed,
    });
    expect({ sourcedId, ...fields }).toMatchObject({
      sourcedId: decomposed,
      primaryOrgSourcedId: decomposed,
    });
  });
});
