import { maxPasswordCharacters, minPasswordCharacters } from '@ai-teacher/contracts/auth/passwords.ts';
import { listSignInSessions } from '@ai-teacher/contracts/auth/sign-in-sessions.ts';
import { EdgeProblem, isProblem } from '@ai-teacher/edge-client/edge-client.ts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import i18next from 'i18next';
import { type RefObject, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { changePasswordWith } from '../../api/session-store.ts';
import { sentenceOf } from '../../language/api-sentence.ts';
import { showTime } from '../../language/show.ts';
import { Button } from '../../parts/button.tsx';
import { Checkbox } from '../../parts/fields/checkbox.tsx';
import { Field } from '../../parts/fields/field.tsx';
import { SendingForm } from '../../parts/fields/sending-form.tsx';
import { FaultNotice, Remark } from '../../parts/notice.tsx';
import { Section } from '../../parts/section.tsx';
import { useMe } from '../../shell/session.tsx';

const lengths = { min: minPasswordCharacters, max: maxPasswordCharacters };
type FieldFaults = Readonly<Partial<Record<'currentPassword' | 'newPassword', string>>>;
const noFaults: FieldFaults = {};

/** The sentences of a fault for the fields that caused it. Empty for a fault of no field. */
const fieldFaultsOf = (fault: unknown): FieldFaults => {
  if (isProblem(fault, 'credentials-invalid'))
    return { currentPassword: i18next.t('settings.wrongPassword') };
  const errors = fault instanceof EdgeProblem ? (fault.problem?.errors ?? []) : [];
  const refused = errors.find(({ pointer }) => pointer === '/newPassword');
  if (refused === undefined) return noFaults;
  return {
    newPassword: isProblem(fault, 'password-unacceptable')
      ? refusalOf(refused.code)
      : i18next.t('settings.passwordLength', lengths),
  };
};

/** A field shows plain text, so a code of a later release has a general text and not the API's in English. */
const refusalOf = (code: string | undefined): string => {
  const reason = sentenceOf(`password.${code}`, '');
  return typeof reason === 'string'
    ? i18next.t('settings.passwordRefused', { reason })
    : i18next.t('problem.password-unacceptable');
};

/** The advice for a fault of no field. The wait is shown as a time, rounded up to the minute. */
const sentencesOf = (fault: unknown) => {
  const seconds = fault instanceof EdgeProblem ? fault.retryAfterSeconds : undefined;
  const busy = i18next.t('problem.overloaded');
  const sentences = { 'authentication-busy': busy, 'rate-limit-unavailable': busy };
  if (seconds === undefined) return sentences;
  const minute = Math.ceil((Date.now() + seconds * 1_000) / 60_000);
  const time = showTime(new Date(minute * 60_000).toISOString());
  return { ...sentences, 'rate-limited': i18next.t('settings.passwordWait', { time }) };
};

const usePasswordChange = (form: RefObject<HTMLFormElement | null>) => {
  const queries = useQueryClient();
  const changing = useMutation({
    mutationFn: changePasswordWith,
    onSuccess: () => queries.invalidateQueries({ queryKey: [listSignInSessions.operationId] }),
    onError: (fault) => {
      const [name] = Object.keys(fieldFaultsOf(fault));
      const field = name === undefined ? null : form.current?.elements.namedItem(name);
      if (field instanceof HTMLElement) field.focus();
    },
  });
  const fault = changing.error;
  // The form shows the faults of a field until it gets other ones, so they change with the fault alone.
  const fieldFaults = useMemo(() => fieldFaultsOf(fault), [fault]);
  const sentences = useMemo(() => sentencesOf(fault), [fault]);
  const otherFault = Object.keys(fieldFaults).length === 0 ? fault : null;
  return { changing, fieldFaults, sentences, otherFault };
};

const PasswordForm = () => {
  const { t } = useTranslation();
  const me = useMe();
  const form = useRef<HTMLFormElement>(null);
  const { changing, fieldFaults, sentences, otherFault } = usePasswordChange(form);
  const [currentPassword, setCurrent] = useState('');
  const [newPassword, setNew] = useState('');
  const [isShown, setShown] = useState(false);
  const type = isShown ? 'text' : 'password';
  const clear = (): void => {
    for (const set of [setCurrent, setNew]) set('');
    setShown(false);
  };
  /** A fault may be due to the other field, so an edit of either removes it. */
  const edited = (set: (text: string) => void) => (text: string) => {
    if (changing.isError) changing.reset();
    set(text);
  };
  return (
    <SendingForm
      className="card"
      ref={form}
      validationErrors={fieldFaults}
      onSubmit={() => changing.mutateAsync({ currentPassword, newPassword }, { onSuccess: clear })}
    >
      <p className="soft">{t('settings.passwordText')}</p>
      {/* Tells password managers whose password changes. */}
      <input hidden readOnly type="text" name="username" autoComplete="username" value={me.email} />
      <Field
        label={t('settings.currentPassword')}
        name="currentPassword"
        type={type}
        autoComplete="current-password"
        value={currentPassword}
        onChange={edited(setCurrent)}
        isRequired
      />
      <Field
        label={t('settings.newPassword')}
        hint={t('settings.passwordRules', lengths)}
        name="newPassword"
        type={type}
        autoComplete="new-password"
        minLength={minPasswordCharacters}
        value={newPassword}
        onChange={edited(setNew)}
        isRequired
      />
      <Checkbox isSelected={isShown} onChange={setShown}>
        {t('settings.showPasswords')}
      </Checkbox>
      <FaultNotice fault={otherFault} sentences={sentences} />
      <Remark>{changing.isSuccess ? t('settings.passwordChanged') : null}</Remark>
      <div className="actions">
        <Button look="primary" type="submit" isPending={changing.isPending}>
          {t('settings.changePassword')}
        </Button>
      </div>
    </SendingForm>
  );
};

/** Changes the password of the person. This browser stays signed in, and every other session ends. */
export const PasswordSection = () => {
  const { t } = useTranslation();
  return (
    <Section title={t('settings.password')}>
      <PasswordForm />
    </Section>
  );
};
