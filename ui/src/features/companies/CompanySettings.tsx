import { useEffect, useState } from 'react';

import { useBackend, type CompanyEdit, type CompanyView, type Problem, type TaxIdCheck } from '../../platform';
import { Button, Kbd, Loading, toast, Unreachable } from '../../shared/components';
import { useMessages, useSay } from '../../shared/i18n';
import { asProblem } from '../../shared/problem';
import styles from './CompanySettings.module.css';
import { parseCompanies } from './table';

const EMPTY: CompanyEdit = { name: '', tax_id: null, address_phone: null, bank_account: null };

/** What is to be said of a number while it is typed, as the program's own rules have it. */
function useTaxIdCheck(text: string): TaxIdCheck | null {
  const backend = useBackend();
  const [answer, setAnswer] = useState<{ text: string; check: TaxIdCheck } | null>(null);
  useEffect(() => {
    let wanted = true;
    if (text.trim() !== '') {
      backend
        .checkTaxId(text)
        .then((check) => wanted && setAnswer({ text, check }))
        .catch(() => undefined);
    }
    return () => {
      wanted = false;
    };
  }, [backend, text]);
  return text.trim() !== '' && answer?.text === text ? answer.check : null;
}

interface CompanyFormProps {
  initial: CompanyEdit;
  onSave: (company: CompanyEdit) => void;
  onCancel: () => void;
}

function CompanyForm({ initial, onSave, onCancel }: CompanyFormProps) {
  const m = useMessages();
  const [company, setCompany] = useState(initial);
  const check = useTaxIdCheck(company.tax_id ?? '');
  const set = (field: keyof CompanyEdit) => (text: string) => setCompany((before) => ({ ...before, [field]: text === '' && field !== 'name' ? null : text }));
  const bad = check !== null && (!check.well_formed || check.check_digit_holds === false);
  const field = (name: keyof CompanyEdit, label: string, focus = false) => (
    <label className={styles.field}>
      <span>{label}</span>
      <input
        value={company[name] ?? ''}
        spellCheck={false}
        autoFocus={focus}
        required={name === 'name'}
        aria-invalid={(name === 'tax_id' && bad) || undefined}
        aria-describedby={name === 'tax_id' ? 'company-tax-id' : undefined}
        onChange={(event) => set(name)(event.target.value)}
        data-testid={`company-${name}`}
      />
    </label>
  );
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        onSave(company);
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onCancel();
      }}
      data-testid="company-form"
    >
      {field('name', m.companies.name, true)}
      {field('tax_id', m.companies.taxId)}
      <p className={`${styles.check} ${bad ? styles.bad : ''}`} id="company-tax-id" role="status" data-testid="tax-id-check">
        {check && !check.well_formed && m.companies.noForm}
        {check?.check_digit_holds === true && `✓ ${m.companies.digitHolds}`}
        {check?.check_digit_holds === false && `? ${m.companies.digitFails}`}
        {check?.suggestion && (
          <Button look="link" onClick={() => set('tax_id')(check.suggestion ?? '')}>
            {m.companies.didYouMean(check.suggestion)}
          </Button>
        )}
      </p>
      {field('address_phone', m.companies.addressPhone)}
      {field('bank_account', m.companies.bankAccount)}
      <div className={styles.actions}>
        <Button look="primary" type="submit" disabled={company.name.trim() === ''} data-testid="company-save">
          {m.common.save}
        </Button>
        <Button onClick={onCancel}>{m.common.cancel}</Button>
      </div>
    </form>
  );
}

function PasteForm({ onSave, onCancel }: { onSave: (companies: CompanyEdit[]) => void; onCancel: () => void }) {
  const m = useMessages();
  const [text, setText] = useState('');
  const { companies, skipped } = parseCompanies(text);
  return (
    <div className={styles.form}>
      <p className={styles.hint}>{m.companies.pasteHint}</p>
      <textarea
        className={styles.paste}
        rows={5}
        value={text}
        autoFocus
        spellCheck={false}
        aria-label={m.companies.pasteLabel}
        onChange={(event) => setText(event.target.value)}
        data-testid="company-paste"
      />
      {companies.length > 0 && (
        <ul className={styles.preview}>
          {companies.slice(0, 5).map((company, index) => (
            <li key={index}>
              {company.name}
              {company.tax_id && <code>{company.tax_id}</code>}
            </li>
          ))}
        </ul>
      )}
      {text.trim() !== '' && companies.length === 0 && <p className={styles.bad}>{m.companies.pasteNothing}</p>}
      {skipped > 0 && <p className={styles.bad}>{m.companies.pasteSkipped(skipped)}</p>}
      <div className={styles.actions}>
        <Button look="primary" disabled={companies.length === 0} onClick={() => onSave(companies)} data-testid="company-import">
          {m.companies.pasteGo(companies.length)}
        </Button>
        <Button onClick={onCancel}>{m.common.cancel}</Button>
      </div>
    </div>
  );
}

/** The user's own companies: what invoices must be made out to. `onChange` after every change. */
export function CompanySettings({ onChange }: { onChange: () => void }) {
  const m = useMessages();
  const say = useSay();
  const backend = useBackend();
  const [companies, setCompanies] = useState<readonly CompanyView[] | null>(null);
  const [problem, setProblem] = useState('');
  const [lost, setLost] = useState<Problem | null>(null);
  const [turn, setTurn] = useState(0);
  /** What is being edited: a company, a new one, a pasted table, or nothing. */
  const [editing, setEditing] = useState<number | 'new' | 'paste' | null>(null);

  useEffect(() => {
    backend
      .companies()
      .then((known) => {
        setCompanies(known);
        setLost(null);
      })
      .catch((error: unknown) => setLost(asProblem(error)));
  }, [backend, turn]);

  const keep = (saved: Promise<CompanyView[]>, then?: () => void) => {
    saved
      .then((companies) => {
        setCompanies(companies);
        setProblem('');
        setEditing(null);
        then?.();
        onChange();
      })
      .catch((error: unknown) => setProblem(say(asProblem(error).message)));
  };
  const remove = (company: CompanyView) =>
    keep(backend.removeCompany(company.id), () =>
      toast({
        text: m.companies.removed(company.name),
        actions: [{ label: m.common.undo, run: () => keep(backend.addCompanies([company])) }],
      }),
    );

  return (
    <section className={styles.section} aria-labelledby="settings-companies" data-testid="companies">
      <h2 id="settings-companies">{m.companies.title}</h2>
      <p className={styles.intro}>{m.companies.hint}</p>
      {lost ? (
        <Unreachable form="line" title={m.companies.loadFailed} problem={lost} onRetry={() => setTurn(turn + 1)} />
      ) : (
        !companies && <Loading form="line" what={m.companies.loading} />
      )}
      <ul className={styles.list}>
        {companies?.map((company) =>
          editing === company.id ? (
            <li key={company.id}>
              <CompanyForm initial={company} onSave={(edit) => keep(backend.updateCompany(company.id, edit))} onCancel={() => setEditing(null)} />
            </li>
          ) : (
            <li key={company.id} className={styles.company} data-testid="company" data-id={company.id}>
              <div className={styles.words} data-selectable>
                <strong>{company.name}</strong>
                {company.tax_id && (
                  <span className={styles.line}>
                    <code>{company.tax_id}</code>
                    {company.check_digit_holds === true && <span className={styles.quiet}>{`✓ ${m.companies.digitHolds}`}</span>}
                    {company.check_digit_holds === false && <span className={styles.bad}>{`? ${m.companies.digitFails}`}</span>}
                  </span>
                )}
                {(company.address_phone ?? company.bank_account) && (
                  <span className={styles.quiet}>{[company.address_phone, company.bank_account].filter(Boolean).join(m.common.separator)}</span>
                )}
              </div>
              <Button look="link" onClick={() => setEditing(company.id)}>
                {m.companies.edit}
              </Button>
              <Button look="link" onClick={() => remove(company)}>
                {m.companies.remove}
              </Button>
            </li>
          ),
        )}
        {companies?.length === 0 && editing === null && <li className={styles.none}>
            {m.companies.none} <Kbd command="checks.takeBuyer" />
          </li>}
      </ul>
      {editing === 'new' && <CompanyForm initial={EMPTY} onSave={(edit) => keep(backend.addCompanies([edit]))} onCancel={() => setEditing(null)} />}
      {editing === 'paste' && (
        <PasteForm
          onSave={(edits) => keep(backend.addCompanies(edits), () => toast({ text: m.companies.added(edits.length) }))}
          onCancel={() => setEditing(null)}
        />
      )}
      {problem && (
        <p className={styles.bad} role="alert">
          {m.companies.failed}
          {m.common.colon}
          {problem}
        </p>
      )}
      {companies && editing === null && (
        <div className={styles.actions}>
          <Button onClick={() => setEditing('new')} data-testid="company-add">
            {m.companies.add}
          </Button>
          <Button look="quiet" onClick={() => setEditing('paste')} data-testid="company-paste-open">
            {m.companies.paste}
          </Button>
        </div>
      )}
    </section>
  );
}
