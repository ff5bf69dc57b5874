import { useState } from 'react';

import type { DocumentView } from '../../../platform';
import { Button } from '../../../shared/components';
import { useMessages, useSay } from '../../../shared/i18n';
import { asProblem } from '../../../shared/problem';
import { useDesk } from '../model/context';
import styles from './StatePanel.module.css';

/** Asks for the password of a locked file. It is kept while the program runs, and nowhere else. */
export function Unlock({ view, onDone }: { view: DocumentView; onDone?: () => void }) {
  const m = useMessages();
  const say = useSay();
  const desk = useDesk();
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const open = () => {
    setBusy(true);
    setProblem(null);
    desk.backend
      .unlock(view.id, password)
      .then(() => {
        setPassword('');
        onDone?.();
        return desk.documents.load(view.id, true);
      })
      .catch((error: unknown) => setProblem(say(asProblem(error).message)))
      .finally(() => setBusy(false));
  };
  return (
    <form
      className={styles.unlock}
      data-enter="own"
      data-testid="unlock"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy && password !== '') open();
      }}
    >
      <label>
        {m.desk.password}
        <input type="password" value={password} autoComplete="off" autoFocus disabled={busy} onChange={(event) => setPassword(event.target.value)} />
      </label>
      <Button look="primary" type="submit" command="dialog.accept" disabled={busy || password === ''}>
        {m.desk.unlock}
      </Button>
      <p className={styles.file}>{m.desk.passwordKept}</p>
      {problem && (
        <p role="alert" className={styles.wrong}>
          {problem}
        </p>
      )}
    </form>
  );
}
