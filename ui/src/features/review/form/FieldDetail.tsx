import { useEffect, useRef } from 'react';

import type { DocumentView } from '../../../platform';
import { Button, Difference } from '../../../shared/components';
import { showAmountsIn } from '../../../shared/decimal';
import { differingCharacters } from '../../../shared/format';
import { useMessages, useSay } from '../../../shared/i18n';
import { useDesk, useDeskState } from '../model/context';
import { shownField, type Drafts } from '../model/fields';
import { providerName } from '../queue/QueuePane';
import { Crop } from './Crop';
import { choices } from './implied';
import styles from './FieldDetail.module.css';

/** A text with some of its characters marked. */
export function Marked({ text, places }: { text: string; places: readonly number[] }) {
  if (places.length === 0) return <>{text}</>;
  const marked = new Set(places);
  return (
    <>
      {Array.from(text).map((character, index) =>
        marked.has(index) ? (
          <mark key={index} className={styles.mark}>
            {character}
          </mark>
        ) : (
          character
        ),
      )}
    </>
  );
}

interface FieldDetailProps {
  view: DocumentView;
  drafts: Drafts;
  path: string;
  editable: boolean;
}

/** What stands right beneath the focused field: the page's own look of it, what speaks against it, what to take. */
export function FieldDetail({ view, drafts, path, editable }: FieldDetailProps) {
  const m = useMessages();
  const say = useSay();
  const desk = useDesk();
  const field = shownField(view, drafts, path);
  const box = useRef<HTMLDivElement>(null);
  // What explains a field is in sight together with it, also when the list of what is open takes room.
  const listing = useDeskState((state) => state.listing);
  useEffect(() => {
    box.current?.scrollIntoView({ block: 'nearest' });
  }, [path, view.id, listing]);
  const others = choices(view, drafts, path);
  const findings = field.findings;
  const read = field.view?.text;
  const offered = others.some((other) => other.value === read);
  const readDiffers = !offered && read !== null && read !== undefined && field.view?.value !== null && read.replace(/[\s¥￥,，]/g, '') !== field.value?.replace(/[\s,]/g, '') && field.trust !== 'certain';
  const hasCrop = field.view?.region !== null && field.view?.region !== undefined && view.pages.length > 0;
  if (!hasCrop && others.length === 0 && findings.length === 0 && !readDiffers) return null;

  return (
    <div ref={box} className={styles.detail} data-testid="field-detail">
      <Crop view={view} field={field} />
      {(findings.length > 0 || others.length > 0 || readDiffers) && (
        <div className={styles.words}>
          {findings.map((finding) => (
            <p key={finding.code} className={finding.severity === 'error' ? styles.error : ''}>
              <Difference text={showAmountsIn(say(finding.message))} />
            </p>
          ))}
          {readDiffers && (
            <p className={styles.read}>
              {m.form.asRead} <span data-selectable>{read}</span>
            </p>
          )}
          {others.map((other, index) => (
            <div key={`${other.source}${other.value}`} className={styles.choice}>
              <span className={styles.offer}>
                <span className={styles.value}>
                  <Marked text={showAmountsIn(other.value)} places={differingCharacters(showAmountsIn(other.value), showAmountsIn(field.value ?? ''))} />
                </span>
                <span className={styles.source}>{other.source === 'sum' || other.source === 'expected' ? m.sources[other.source] : m.form.alternative(providerName(m, other.source))}</span>
              </span>
              {editable && (
                <Button
                  look="link"
                  {...(index === 0 ? { command: 'review.take' as const } : index === 1 ? { command: 'review.takeSecond' as const } : {})}
                  onMouseDown={(event) => event.preventDefault()}
                  onClick={() => void desk.documents.put(view.id, [{ path, value: other.value }])}
                >
                  {m.form.take}
                </Button>
              )}
            </div>
          ))}
        </div>
      )}
    </div>
  );
}
