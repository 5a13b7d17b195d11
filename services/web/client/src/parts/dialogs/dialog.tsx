import type { ReactNode } from 'react';
import { Dialog, DialogTrigger, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { Button } from '../button.tsx';

type SheetProps = {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** Whether a press beside the dialog closes it. Default: true. */
  readonly isDismissable?: boolean;
  readonly children: ReactNode;
};

/** A dialog over the page. Escape and a press beside it close it. */
export const Sheet = ({ title, isOpen, onClose, isDismissable = true, children }: SheetProps) => (
  <ModalOverlay
    className="overlay"
    isOpen={isOpen}
    isDismissable={isDismissable}
    onOpenChange={(open) => (open ? undefined : onClose())}
  >
    <Modal className="modal">
      <Dialog className="dialog">
        <Heading slot="title">
          <bdi>{title}</bdi>
        </Heading>
        {children}
      </Dialog>
    </Modal>
  </ModalOverlay>
);

type ConfirmProps = {
  readonly title: string;
  readonly text: string;
  readonly action: string;
  readonly onConfirm: () => void;
  /** The button that opens the question. */
  readonly children: ReactNode;
};

/** Asks before something that cannot be undone. */
export const Confirm = ({ title, text, action, onConfirm, children }: ConfirmProps) => {
  const { t } = useTranslation();
  return (
    <DialogTrigger>
      {children}
      <ModalOverlay className="overlay" isDismissable>
        <Modal className="modal">
          <Dialog className="dialog" role="alertdialog">
            {({ close }) => (
              <>
                <Heading slot="title">
                  <bdi>{title}</bdi>
                </Heading>
                <p dir="auto">{text}</p>
                <div className="actions end">
                  <Button onPress={close}>{t('shell.cancel')}</Button>
                  <Button
                    look="danger"
                    onPress={() => {
                      onConfirm();
                      close();
                    }}
                  >
                    {action}
                  </Button>
                </div>
              </>
            )}
          </Dialog>
        </Modal>
      </ModalOverlay>
    </DialogTrigger>
  );
};
