import { maxInvitedPeople } from '@ai-teacher/contracts/auth/person-invitations.ts';
import type { ReadOf } from '@ai-teacher/contracts/operation.ts';
import { inviteToClass, listJoinCodes } from '@ai-teacher/contracts/user/join-codes.ts';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../api/calls.ts';
import { csvFile, saveFile } from '../../api/save-file.ts';
import { showTime } from '../../language/show.ts';
import { Button } from '../../parts/button.tsx';
import { Sheet } from '../../parts/dialogs/dialog.tsx';
import { SheetForm } from '../../parts/dialogs/form-sheet.tsx';
import { Field } from '../../parts/fields/field.tsx';
import { FaultNotice } from '../../parts/notice.tsx';
import { ShownCode } from '../../parts/shown-code.tsx';
import { addressesIn } from './addresses.ts';

type Invited = ReadOf<typeof inviteToClass>;

type Saved = { readonly items: Invited['items']; readonly heads: readonly string[] };

const saveCodes = async ({ items, heads }: Saved): Promise<void> => {
  const { stringify } = await import('csv-stringify/browser/esm/sync');
  const rows = items.map(({ name, email, code }) => [name, email ?? '', code ?? '']);
  saveFile('class-codes.csv', csvFile(stringify([heads, ...rows], { escape_formulas: true })));
};

/** The codes of the invited people. Only this answer contains them. */
const Codes = ({ invited, onClose }: { readonly invited: Invited; readonly onClose: () => void }) => {
  const { t } = useTranslation();
  // The library for CSV loads with the first codes, which can fail.
  const saving = useMutation({ mutationFn: saveCodes });
  const heads = [t('classes.name'), t('entry.email'), t('entry.code')];
  return (
    <>
      <p>{t('classes.invitedText', { time: showTime(invited.expiresAt) })}</p>
      <ul className="list">
        {invited.items.map(({ personId, name, email, outcome, code }) => (
          <li key={personId}>
            {code === undefined ? (
              <span className="row">
                <bdi>{email ?? name}</bdi>
                <span className="tag plain">{t(`classes.invitation.${outcome}`)}</span>
              </span>
            ) : (
              <ShownCode label={email ?? name} code={code} />
            )}
          </li>
        ))}
      </ul>
      <FaultNotice fault={saving.error} />
      <div className="actions end">
        <Button isPending={saving.isPending} onPress={() => saving.mutate({ items: invited.items, heads })}>
          {t('classes.saveCodes')}
        </Button>
        <Button look="primary" onPress={onClose}>
          {t('shell.close')}
        </Button>
      </div>
    </>
  );
};

/** Invites e-mail addresses into a class. The teacher passes the codes on. */
export const InviteSheet = ({
  classId,
  onClose,
}: {
  readonly classId: string;
  readonly onClose: () => void;
}) => {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const inviting = useAction(inviteToClass, [listJoinCodes]);
  const emails = addressesIn(text);
  const { data } = inviting;
  return (
    <Sheet
      title={t(data === undefined ? 'classes.invite' : 'classes.invited')}
      isOpen
      onClose={onClose}
      // The codes are shown once.
      isDismissable={data === undefined}
    >
      {data === undefined ? (
        <SheetForm
          action={t('classes.inviteCount', { count: emails.length })}
          onSubmit={() => inviting.mutateAsync({ params: { id: classId }, body: { emails: [...emails] } })}
          onClose={onClose}
          isPending={inviting.isPending}
          isDisabled={emails.length === 0 || emails.length > maxInvitedPeople}
          fault={inviting.error}
        >
          <p className="soft">{t('classes.inviteText')}</p>
          <Field
            label={t('classes.addresses')}
            hint={t('classes.addressesHint', { max: maxInvitedPeople })}
            rows={5}
            value={text}
            onChange={setText}
          />
        </SheetForm>
      ) : (
        <Codes invited={data} onClose={onClose} />
      )}
    </Sheet>
  );
};
