import { type ReactNode, useRef } from 'react';
import { Form } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { Button } from '../button.tsx';
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

/**
 * The form of a dialog, with its fault and its buttons. A second Enter while the form is sent does nothing:
 * a pending button does not stop Enter in a form with one field.
 */
export const SheetForm = (props: Omit<FormSheetProps, 'title'>) => {
  const { action, onSubmit, onClose, isPending, isDisabled = false, fault, children } = props;
  const { t } = useTranslation();
  const isSending = useRef(false);
  const send = async (): Promise<void> => {
    if (isSending.current) return;
    isSending.current = true;
    await onSubmit().catch(() => undefined);
    isSending.current = false;
  };
  return (
    <Form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {children}
      <FaultNotice fault={fault} />
      <div className="actions end">
        <Button onPress={onClose}>{t('shell.cancel')}</Button>
        <Button look="primary" type="submit" isPending={isPending} isDisabled={isDisabled}>
          {action}
        </Button>
      </div>
    </Form>
  );
};

/** A dialog with a form. It stays open, with the fault, until the form was accepted. */
export const FormSheet = ({ title, ...form }: FormSheetProps) => (
  <Sheet title={title} isOpen onClose={form.onClose}>
    <SheetForm {...form} />
  </Sheet>
);
