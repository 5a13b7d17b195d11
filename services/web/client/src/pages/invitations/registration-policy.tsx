import {
  changeRegistrationPolicy,
  readRegistrationPolicy,
} from '@ai-teacher/contracts/auth/registration-policy.ts';
import type { ReadOf } from '@ai-teacher/contracts/operation.ts';
import { defaultInstitutionId } from '@ai-teacher/contracts/values.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAnswer } from '../../api/calls.ts';
import { Button } from '../../parts/button.tsx';
import { useConfirmedAction } from '../../parts/dialogs/confirmed-action.tsx';
import { Chooser } from '../../parts/fields/chooser.tsx';
import { Field } from '../../parts/fields/field.tsx';
import { SendingForm } from '../../parts/fields/sending-form.tsx';
import { FaultNotice, Note, Remark } from '../../parts/notice.tsx';
import { Loaded } from '../../parts/page.tsx';
import { Section } from '../../parts/section.tsx';
import { useMe } from '../../shell/session.tsx';

type Shown = ReadOf<typeof readRegistrationPolicy>;
const choices = ['default', 'open', 'invited', 'domains'] as const;
type Choice = (typeof choices)[number];

const PolicyForm = ({ shown }: { readonly shown: Shown }) => {
  const { t } = useTranslation();
  const changing = useConfirmedAction(changeRegistrationPolicy, [readRegistrationPolicy]);
  const [policy, setPolicy] = useState<Choice>(shown.setBy === 'operator' ? 'default' : shown.policy);
  const [domains, setDomains] = useState(shown.domains.join(', '));
  const names = domains.split(/[\s,]+/).filter((name) => name !== '');
  const save = (): Promise<unknown> =>
    changing.run({ body: policy === 'domains' ? { policy, domains: names } : { policy } });
  return (
    <>
      <SendingForm className="card" onSubmit={save}>
        <Chooser
          label={t('invitations.whoRegisters')}
          choices={choices.map((id) => ({ id, label: t(`invitations.choice.${id}`) }))}
          value={policy}
          onChange={(id) => setPolicy(id as Choice)}
        />
        {policy === 'domains' ? (
          <Field
            label={t('invitations.domains')}
            hint={t('invitations.domainsHint')}
            value={domains}
            onChange={setDomains}
            isRequired
          />
        ) : null}
        <FaultNotice fault={changing.fault} />
        <Remark>{changing.data === undefined ? null : t('settings.saved')}</Remark>
        <div className="actions">
          <Button look="primary" type="submit" isPending={changing.isPending}>
            {t('shell.save')}
          </Button>
        </div>
      </SendingForm>
      {changing.question}
    </>
  );
};

/**
 * The setting that decides who may register without an invitation. Admins of the first institution change
 * it, unless it is locked.
 */
export const RegistrationPolicy = () => {
  const { t } = useTranslation();
  const me = useMe();
  return (
    <Loaded answer={useAnswer(readRegistrationPolicy, {})}>
      {(shown) => (
        <Section title={t('invitations.registration')}>
          <Note>
            <p>{t(`invitations.policy.${shown.policy}`, { domains: shown.domains.join(', ') })}</p>
            {shown.locked ? <p>{t('invitations.locked')}</p> : null}
          </Note>
          {shown.locked || me.institutionId !== defaultInstitutionId ? null : <PolicyForm shown={shown} />}
        </Section>
      )}
    </Loaded>
  );
};
