import { register } from '@ai-teacher/contracts/auth/accounts.ts';
import { Link } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { useAction } from '../../api/calls.ts';
import { signInWith } from '../../api/session-store.ts';
import { Button } from '../../parts/button.tsx';
import { Field } from '../../parts/fields/field.tsx';
import { SendingForm } from '../../parts/fields/sending-form.tsx';
import { FaultNotice } from '../../parts/notice.tsx';
import { useGoFromHere } from '../../shell/go-from-here.ts';
import { EntryFrame } from './entry-frame.tsx';

const minPasswordLetters = 15;

const RegisterPage = () => {
  const { t } = useTranslation();
  const go = useGoFromHere();
  const [search] = useSearchParams();
  const registering = useAction(register);
  const submit = async (form: FormData): Promise<void> => {
    const given = (name: string): string => String(form.get(name) ?? '');
    const code = given('code').trim();
    const credentials = { email: given('email'), password: given('password') };
    const invitation = code === '' ? {} : { invitationToken: code };
    await registering.mutateAsync({ body: { ...credentials, name: given('name'), ...invitation } });
    // An address that has an account gets the same answer, so the first sign-in can fail.
    const isSignedIn = await signInWith(credentials).then(
      () => true,
      () => false,
    );
    await (isSignedIn ? go('/app') : go('/app/sign-in', { state: { registered: true } }));
  };
  return (
    <EntryFrame title={t('entry.register')}>
      <SendingForm className="stack" onSubmit={(form) => submit(new FormData(form))}>
        <Field label={t('entry.name')} name="name" autoComplete="name" isRequired />
        <Field label={t('entry.email')} name="email" type="email" autoComplete="username" isRequired />
        <Field
          label={t('entry.password')}
          hint={t('entry.passwordHint')}
          name="password"
          type="password"
          autoComplete="new-password"
          minLength={minPasswordLetters}
          isRequired
        />
        <Field
          label={t('entry.code')}
          hint={t('entry.codeHint')}
          name="code"
          defaultValue={search.get('code') ?? ''}
        />
        <FaultNotice fault={registering.error} />
        <Button look="primary" type="submit" isPending={registering.isPending}>
          {t('entry.register')}
        </Button>
      </SendingForm>
      <p className="soft">
        {t('entry.hasAccount')} <Link href="/app/sign-in">{t('entry.signIn')}</Link>
      </p>
    </EntryFrame>
  );
};

export default RegisterPage;
