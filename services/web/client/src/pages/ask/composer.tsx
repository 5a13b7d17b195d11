import { maxMessageCharacters } from '@ai-teacher/contracts/chat/tutoring.ts';
import { ArrowUp, Square } from 'lucide-react';
import { type KeyboardEvent, type RefObject, useState } from 'react';
import { type PressEvent, TextArea, TextField } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { Button } from '../../parts/button.tsx';

type ComposerProps = {
  readonly isAsking: boolean;
  readonly onAsk: (question: string) => void;
  readonly onStop: () => void;
  readonly field: RefObject<HTMLTextAreaElement | null>;
};

/**
 * The place to write a question. Enter asks, Shift and Enter begin a new line. A button that is pressed by
 * keyboard changes, so the focus goes to the field.
 */
export const Composer = ({ isAsking, onAsk, onStop, field }: ComposerProps) => {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const send = (): void => {
    if (text.trim() === '' || isAsking) return;
    onAsk(text.trim());
    setText('');
  };
  const focusAfter = ({ pointerType }: PressEvent): void => {
    // On a phone the field would open the keyboard over the answer.
    if (pointerType !== 'touch') field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <div className="composer">
      <TextField
        aria-label={t('ask.question')}
        value={text}
        onChange={setText}
        maxLength={maxMessageCharacters}
        className="composer-field"
      >
        <TextArea ref={field} rows={2} placeholder={t('ask.placeholder')} onKeyDown={onKeyDown} dir="auto" />
      </TextField>
      {isAsking ? (
        <Button
          onPress={(event) => {
            onStop();
            focusAfter(event);
          }}
        >
          <Square size={15} aria-hidden="true" />
          {t('ask.stop')}
        </Button>
      ) : (
        <Button
          look="primary"
          onPress={(event) => {
            send();
            focusAfter(event);
          }}
          isDisabled={text.trim() === ''}
        >
          <ArrowUp size={17} aria-hidden="true" />
          {t('ask.ask')}
        </Button>
      )}
    </div>
  );
};
