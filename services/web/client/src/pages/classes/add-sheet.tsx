import { listAccounts } from '@ai-teacher/contracts/auth/accounts.ts';
import { addEnrolments, listClassEnrolments } from '@ai-teacher/contracts/user/enrolments.ts';
import type { EnrolmentRole } from '@ai-teacher/contracts/values.ts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/calls.ts';
import { FormSheet } from '../../parts/dialogs/form-sheet.tsx';
import { Chooser } from '../../parts/fields/chooser.tsx';
import { Field } from '../../parts/fields/field.tsx';
import { addressesIn } from './addresses.ts';

/** Each address needs a request of its own, of which a person may send 100 a minute. */
const maxAddresses = 50;

type Added = {
  readonly email: string;
  readonly outcome: 'added' | 'already' | 'unknown' | 'refused' | 'account-role-unfit';
};
type Wish = { readonly classId: string; readonly emails: readonly string[]; readonly role: EnrolmentRole };

/** Finds the accounts of addresses, and adds them to a class. */
const addPeople = async ({ classId, emails, role }: Wish): Promise<readonly Added[]> => {
  const found = new Map<string, string>();
  for (const email of emails) {
    const { answer } = await api.call(listAccounts, { query: { email } });
    const account = answer.items[0];
    if (account !== undefined) found.set(email, account.id);
  }
  if (found.size === 0) return emails.map((email) => ({ email, outcome: 'unknown' }));
  const enrolments = [...found.values()].map((personId) => ({ personId, role }));
  const { answer } = await api.call(addEnrolments, { params: { id: classId }, body: { enrolments } });
  const outcomes = new Map(answer.results.map((result) => [result.personId, result]));
  return emails.map((email) => {
    const result = outcomes.get(found.get(email) ?? '');
    if (result === undefined) return { email, outcome: 'unknown' };
    return { email, outcome: result.code === 'account-role-unfit' ? result.code : result.outcome };
  });
};

/** Adds people who have accounts, by a list of their e-mail addresses. */
export const AddSheet = ({
  classId,
  onClose,
}: {
  readonly classId: string;
  readonly onClose: () => void;
}) => {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [text, setText] = useState('');
  const [role, setRole] = useState<EnrolmentRole>('student');
  const adding = useMutation({
    mutationFn: addPeople,
    onSuccess: () => client.invalidateQueries({ queryKey: [listClassEnrolments.operationId] }),
  });
  const emails = addressesIn(text);
  const add = async (): Promise<void> => {
    const added = await adding.mutateAsync({ classId, emails, role });
    if (added.every(({ outcome }) => outcome === 'added' || outcome === 'already')) onClose();
  };
  return (
    <FormSheet
      title={t('classes.add')}
      action={t('classes.addCount', { count: emails.length })}
      onSubmit={add}
      onClose={onClose}
      isPending={adding.isPending}
      isDisabled={emails.length === 0 || emails.length > maxAddresses}
      fault={adding.error}
    >
      <Field
        label={t('classes.addresses')}
        hint={t('classes.addressesHint', { max: maxAddresses })}
        rows={5}
        value={text}
        onChange={setText}
      />
      <Chooser
        label={t('classes.role')}
        choices={(['student', 'teacher', 'co-teacher'] as const).map((id) => ({
          id,
          label: t(`classes.roles.${id}`),
        }))}
        value={role}
        onChange={(id) => setRole(id as EnrolmentRole)}
      />
      <div role="status">
        {adding.data === undefined ? null : (
          <ul className="list">
            {adding.data.map(({ email, outcome }) => (
              <li key={email} className="row">
                <bdi>{email}</bdi>
                <span className={outcome === 'added' || outcome === 'already' ? 'tag good' : 'tag bad'}>
                  {t(`classes.outcome.${outcome}`)}
                </span>
              </li>
            ))}
          </ul>
        )}
      </div>
    </FormSheet>
  );
};
