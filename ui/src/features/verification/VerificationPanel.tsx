import { useState } from 'react';

import { useBackend, type DocumentView, type VerificationAnswer } from '../../platform';
import { copyText } from '../../shared/clipboard';
import { Button, Kbd, toast } from '../../shared/components';
import { dateAndTime, groupDigits } from '../../shared/format';
import { useMessages, useSay } from '../../shared/i18n';
import { useCommand, type CommandId } from '../../shared/keys';
import { asProblem } from '../../shared/problem';
import styles from './VerificationPanel.module.css';

const ANSWERS = ['consistent', 'inconsistent', 'not_found', 'void', 'red'] as const satisfies readonly VerificationAnswer[];
const ANSWER = ['checks.answer1', 'checks.answer2', 'checks.answer3', 'checks.answer4', 'checks.answer5'] as const satisfies readonly CommandId[];
const COPY = ['checks.copy1', 'checks.copy2', 'checks.copy3', 'checks.copy4'] as const satisfies readonly CommandId[];

interface VerificationPanelProps {
  view: DocumentView;
  /** Keeps what the tax platform answered; `null` takes it back. */
  onAnswer: (answer: VerificationAnswer | null) => Promise<unknown>;
}

/**
 * What the tax platform's page asks for, each copied with one key, and its answer. The page is opened in the
 * system's browser; nothing is sent there, and its captcha is left to the person.
 */
export function VerificationPanel({ view, onAnswer }: VerificationPanelProps) {
  const m = useMessages();
  const say = useSay();
  const backend = useBackend();
  const [open, setOpen] = useState(false);
  const { inputs, answer, answered_at } = view.verification;

  const name = ({ path, last_six }: (typeof inputs)[number]) => {
    const label = path === 'amount_with_tax' ? m.ledger.columns.gross : ((m.fields as Record<string, string>)[path] ?? path);
    return last_six ? m.verification.lastSix(label) : label;
  };
  const copy = async (index: number) => {
    const input = inputs[index];
    if (!input?.value) return;
    const done = await copyText(input.value);
    toast(done ? { text: m.verification.copied(`${name(input)} ${input.value}`) } : { text: m.verification.copyFailed, tone: 'problem' });
  };
  const show = () => {
    backend.openVerificationPage().catch((error: unknown) => toast({ text: say(asProblem(error).message), tone: 'problem' }));
  };
  const record = (next: VerificationAnswer | null) => {
    const before = answer;
    onAnswer(next)
      .then(() =>
        toast({
          text: next ? m.verification.recorded(m.verification.answers[next]) : m.verification.takenBack,
          actions: [{ label: m.common.undo, run: () => void onAnswer(before) }],
        }),
      )
      .catch((error: unknown) => toast({ text: say(asProblem(error).message), tone: 'problem' }));
  };
  useCommand('checks.verification', () => setOpen(!open));
  const copies = open ? inputs : [];
  useCommand('checks.copy1', () => void copy(0), copies.length > 0);
  useCommand('checks.copy2', () => void copy(1), copies.length > 1);
  useCommand('checks.copy3', () => void copy(2), copies.length > 2);
  useCommand('checks.copy4', () => void copy(3), copies.length > 3);
  useCommand('checks.openPage', show, open);
  const choose = (one: VerificationAnswer) => record(answer === one ? null : one);
  useCommand('checks.answer1', () => choose(ANSWERS[0]), open);
  useCommand('checks.answer2', () => choose(ANSWERS[1]), open);
  useCommand('checks.answer3', () => choose(ANSWERS[2]), open);
  useCommand('checks.answer4', () => choose(ANSWERS[3]), open);
  useCommand('checks.answer5', () => choose(ANSWERS[4]), open);

  return (
    <div className={open || answer ? styles.box : styles.aside} data-testid="verification">
      <div className={styles.head}>
        {answer && (
          <span className={`${styles.answer} ${answer === 'consistent' ? styles.good : styles.bad}`} data-testid="answer" data-answer={answer}>
            {`${answer === 'consistent' ? '✓' : '▲'} ${m.verification.short[answer]}`}
            {answered_at !== null && <span className={styles.when}>{dateAndTime(answered_at)}</span>}
          </span>
        )}
        <Button look="link" command="checks.verification" aria-expanded={open} onClick={() => setOpen(!open)} data-testid="verify">
          {m.verification.button}
        </Button>
      </div>
      {open && (
        <section className={styles.panel} aria-label={m.verification.title}>
          <p className={styles.hint}>{inputs.length > 0 ? m.verification.hint : m.verification.unknown}</p>
          <ul className={styles.inputs}>
            {inputs.map((input, index) => {
              const command = COPY[index];
              return (
                <li key={input.path}>
                  <span className={styles.label}>{name(input)}</span>
                  <span className={input.value ? styles.value : styles.missing} data-selectable>
                    {input.value ? groupDigits(input.value) : m.verification.missing}
                  </span>
                  <Button
                    look="link"
                    disabled={!input.value}
                    {...(command ? { command } : {})}
                    onClick={() => void copy(index)}
                    data-testid={`copy-${input.path}`}
                  >
                    {m.verification.copy('')}
                    <span className="visually-hidden">{name(input)}</span>
                  </Button>
                </li>
              );
            })}
          </ul>
          <Button command="checks.openPage" onClick={show} data-testid="open-platform">
            {m.verification.open}
          </Button>
          <div className={styles.answers} role="group" aria-label={m.verification.record}>
            <span className={styles.label}>{m.verification.record}</span>
            {ANSWERS.map((one, index) => (
              <button
                key={one}
                type="button"
                className={styles.choice}
                aria-pressed={answer === one}
                onClick={() => choose(one)}
                data-testid={`answer-${one}`}
              >
                {m.verification.answers[one]}
                {ANSWER[index] && <Kbd command={ANSWER[index]} />}
              </button>
            ))}
          </div>
        </section>
      )}
    </div>
  );
}
