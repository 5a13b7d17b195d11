import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './button.tsx';

/** A code or an address that the person passes on, with a button that copies it. */
export const ShownCode = ({ label, code }: { readonly label: string; readonly code: string }) => {
  const { t } = useTranslation();
  const [isCopied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(code).catch(() => undefined);
    setCopied(true);
  };
  return (
    <div className="shown-code">
      <bdi className="label">{label}</bdi>
      <code dir="ltr">{code}</code>
      <Button small onPress={copy}>
        {isCopied ? <Check size={14} aria-hidden="true" /> : <Copy size={14} aria-hidden="true" />}
        {isCopied ? t('fault.copied') : t('fault.copy')}
      </Button>
    </div>
  );
};
