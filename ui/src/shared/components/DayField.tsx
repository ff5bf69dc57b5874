import { useState } from 'react';

import { parseDay } from '../day';
import { useMessages } from '../i18n';

/** A day in any spelling; a month or a year will do. */
export function DayField({ label, edge, onDay }: { label: string; edge: 'first' | 'last'; onDay: (day: string | null) => void }) {
  const m = useMessages();
  const [text, setText] = useState('');
  const bad = text.trim() !== '' && parseDay(text, edge) === null;
  return (
    <input
      value={text}
      placeholder={m.common.dayPlaceholder}
      aria-label={label}
      aria-invalid={bad || undefined}
      spellCheck={false}
      onChange={(event) => {
        setText(event.target.value);
        const day = parseDay(event.target.value, edge);
        if (day !== null || event.target.value.trim() === '') onDay(day);
      }}
      onBlur={() => {
        const day = parseDay(text, edge);
        if (day) setText(day);
      }}
    />
  );
}
