import { confirmPassword } from '@ai-teacher/contracts/auth/sessions.ts';
import type { CallInput } from '@ai-teacher/contracts/call-input.ts';
import type { Operation, ReadOf } from '@ai-teacher/contracts/operation.ts';
import { isProblem } from '@ai-teacher/edge-client/edge-client.ts';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../api/calls.ts';
import { Field } from '../fields/field.tsx';
import { FormSheet } from './form-sheet.tsx';

type PasswordProps = { readonly onConfirmed: () => void; readonly onClose: () => void };

/** Asks for the password again. */
const PasswordSheet = ({ onConfirmed, onClose }: PasswordProps) => {
  const { t } = useTranslation();
  const confirming = useAction(confirmPassword);
  const [password, setPassword] = useState('');
  const confirm = async (): Promise<void> => {
    await confirming.mutateAsync({ body: { password } });
    onConfirmed();
  };
  return (
    <FormSheet
      title={t('people.confirm')}
      action={t('people.confirmAction')}
      onSubmit={confirm}
      onClose={onClose}
      isPending={confirming.isPending}
      fault={confirming.error}
    >
      <p>{t('people.confirmText')}</p>
      <Field
        label={t('entry.password')}
        type="password"
        autoComplete="current-password"
        value={password}
        onChange={setPassword}
        isRequired
      />
    </FormSheet>
  );
};

export type ConfirmedAction<Op extends Operation> = {
  /** Calls the operation. The promise stays open while the password is asked for. */
  readonly run: (input: CallInput<Op>) => Promise<ReadOf<Op>>;
  readonly isPending: boolean;
  readonly isSuccess: boolean;
  readonly fault: unknown;
  readonly data: ReadOf<Op> | undefined;
  /** The question for the password. The page shows it beside the form. */
  readonly question: ReactNode;
};

type Asked = { readonly confirmed: () => void; readonly refused: () => void };

/**
 * Calls an operation that can be dangerous. When its password confirmation is missing, it asks for the
 * password, and then calls the operation once more.
 */
export const useConfirmedAction = <Op extends Operation>(
  op: Op,
  changes: readonly Operation[] = [],
): ConfirmedAction<Op> => {
  const action = useAction(op, changes);
  const [asked, setAsked] = useState<Asked>();
  const run = async (input: CallInput<Op>): Promise<ReadOf<Op>> => {
    try {
      return await action.mutateAsync(input);
    } catch (fault) {
      if (!isProblem(fault, 'password-confirmation-required')) throw fault;
      await new Promise<void>((resolve, reject) => {
        setAsked({ confirmed: resolve, refused: () => reject(fault) });
      }).finally(() => setAsked(undefined));
      return await action.mutateAsync(input);
    }
  };
  return {
    run,
    isPending: action.isPending || asked !== undefined,
    isSuccess: action.isSuccess,
    fault: asked === undefined ? action.error : null,
    data: action.data,
    question:
      asked === undefined ? null : <PasswordSheet onConfirmed={asked.confirmed} onClose={asked.refused} />,
  };
};
