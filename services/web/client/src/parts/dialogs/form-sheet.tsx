import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../button.tsx';
import { SendingForm } from '../fields/sending-form.tsx';
import { FaultNotice } from '../notice.tsx';
import { Sheet } from './dialog.tsx';

type FormSheetProps = {
  readonly title: string;
  /** The word on the button that sends the form. */
  readonly action: string;
  readonly onSubmit: () => Promise<unknown>;
  readonly onClose: () => void;
  readonly isPending: boolean;
  readonly isDisabled?: boolean;
  readonly fault: unknown;
  readonly children: ReactNode;
};

/** The form of a dialog, with its fault and its buttons. */
export const SheetForm = (props: Omit<FormSheetProps, 'title'>) => {
  const { action, onSubmit, onClose, isPending, isDisabled = false, fault, children } = props;
  const { t } = useTranslation();
  /** A fault that no action has, for example of a date that cannot be read. */
  const [thrown, setThrown] = useState<unknown>();
  const send = async (): Promise<void> => {
    setThrown(undefined);
    await onSubmit().catch(setThrown);
  };
  return (
    <SendingForm className="stack" onSubmit={send}>
      {children}
      <FaultNotice fault={fault ?? thrown} />
      <div className="actions end">
        <Button onPress={onClose}>{t('shell.cancel')}</Button>
        <Button look="primary" type="submit" isPending={isPending} isDisabled={isDisabled}>
          {action}
        </Button>
      </div>
    </SendingForm>
  );
};

/** A dialog with a form. It stays open, with the fault, until the form was accepted. */
export const FormSheet = ({ title, ...form }: FormSheetProps) => (
  <Sheet title={title} isOpen onClose={form.onClose}>
    <SheetForm {...form} />
  </Sheet>
);
