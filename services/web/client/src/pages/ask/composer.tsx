import { maxMessageCharacters } from '@ai-teacher/contracts/chat/tutoring.ts';
import { ArrowUp, Square } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import { TextArea, TextField } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { Button } from '../../parts/button.tsx';

type ComposerProps = {
  readonly isAsking: boolean;
  readonly onAsk: (question: string) => void;
  readonly onStop: () => void;
};

/** The place to write a question. Enter asks, Shift and Enter begin a new line. */
export const Composer = ({ isAsking, onAsk, onStop }: ComposerProps) => {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const send = (): void => {
    if (text.trim() === '' || isAsking) return;
    onAsk(text.trim());
    setText('');
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
        <TextArea rows={2} placeholder={t('ask.placeholder')} onKeyDown={onKeyDown} dir="auto" />
      </TextField>
      {isAsking ? (
        <Button onPress={onStop}>
          <Square size={15} aria-hidden="true" />
          {t('ask.stop')}
        </Button>
      ) : (
        <Button look="primary" onPress={send} isDisabled={text.trim() === ''}>
          <ArrowUp size={17} aria-hidden="true" />
          {t('ask.ask')}
        </Button>
      )}
    </div>
  );
};
