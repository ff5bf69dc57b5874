import { Button, Popover, PopoverItem } from '../../shared/components';
import { useMessages } from '../../shared/i18n';
import { useCommand } from '../../shared/keys';
import type { Recognition } from './recognition';
import styles from './RecognizerChoice.module.css';

interface RecognizerChoiceProps {
  recognitions: readonly Recognition[];
  chosen: Recognition;
  open: boolean;
  onOpen: (open: boolean) => void;
  onChoose: (id: string) => void;
  /** Leads to where the keys of a provider are typed. */
  onSettings: (id: string) => void;
}

/** Who recognizes the next documents, and what that means: where they go and what it costs. */
export function RecognizerChoice({ recognitions, chosen, open, onOpen, onChoose, onSettings }: RecognizerChoiceProps) {
  const m = useMessages();
  useCommand('window.recognizer', () => onOpen(!open));
  const usable = recognitions.filter((one) => one.usable);
  const then = (run: () => void) => () => {
    onOpen(false);
    run();
  };
  return (
    <div className={styles.anchor}>
      <Button
        look="link"
        title={m.commands['window.recognizer']}
        command="window.recognizer"
        keyHidden
        aria-expanded={open}
        onClick={() => onOpen(!open)}
        data-testid="recognizer"
      >
        {m.recognizer.current(chosen.name)}
      </Button>
      <span className={`${styles.meaning} ${chosen.usable ? '' : styles.unusable}`} title={chosen.meaning}>
        {chosen.meaning}
      </span>
      {open && (
        <Popover label={m.recognizer.title} from="above-left" wide onClose={() => onOpen(false)}>
          {usable.map((one, index) => (
            <PopoverItem key={one.id} number={index + 1} chosen={one.id === chosen.id} hint={one.meaning} onClick={then(() => onChoose(one.id))}>
              {one.name}
            </PopoverItem>
          ))}
          {usable.length < recognitions.length && <hr />}
          {recognitions
            .filter((one) => !one.usable)
            .map((one) => (
              <div key={one.id} className={styles.missing} data-testid={`missing-${one.id}`}>
                <span aria-disabled="true">
                  {one.name}
                  <small>{one.meaning}</small>
                </span>
                <Button look="link" onClick={then(() => onSettings(one.id))} aria-label={`${one.name}${m.common.colon}${m.recognizer.addKey}`}>
                  {m.recognizer.addKey}
                </Button>
              </div>
            ))}
        </Popover>
      )}
    </div>
  );
}
