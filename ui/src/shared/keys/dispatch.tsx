import { useEffect, useRef } from 'react';

import { keyName, type CommandId } from './registry';
import { commandsOf, isRecording } from './remap';

/** Whether a key is that of one of these commands. */
export function isKeyOf(event: KeyboardEvent, commands: readonly CommandId[]): boolean {
  return commandsOf(keyName(event)).some((id) => commands.includes(id));
}

/** Runs a command; `false` says that the key was not meant for it and keeps its own meaning. */
export type Run = (event: KeyboardEvent) => unknown;

const running = new Map<CommandId, Run[]>();

/** Whether the key belongs to an input method that is composing Chinese, and so to nobody else. */
export function isComposing(event: { isComposing?: boolean; keyCode: number }): boolean {
  // 229 is what WebKit reports for the Enter that ends a composition.
  return event.isComposing === true || event.keyCode === 229;
}

/** Whether keys and what is pasted belong to a field. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) &&
    target.getAttribute('type') !== 'checkbox'
  );
}

/** Controls that have an own use for Enter. `data-enter="command"` gives it back to the commands. */
function usesEnter(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  const control = target.closest('button, a[href], select, summary, [role="menuitem"], [data-enter]');
  return control !== null && control.getAttribute('data-enter') !== 'command';
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || isComposing(event) || isRecording()) return;
  const key = keyName(event);
  if ((key.length === 1 || key === 'Space') && isTyping(event.target)) return;
  // A button is pressed by the blank as by Enter.
  if (key === 'Space' && usesEnter(event.target)) return;
  if ((key === 'Enter' || key === 'Shift+Enter') && usesEnter(event.target)) return;
  for (const id of commandsOf(key)) {
    const run = running.get(id)?.at(-1);
    if (run && run(event) !== false) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
  }
}

/** The browser's own undo would not know of the program's: it is never used. */
function onBeforeInput(event: InputEvent): void {
  if (event.inputType === 'historyUndo' || event.inputType === 'historyRedo') event.preventDefault();
}

/** Listens to the whole window; mounted once. */
export function useKeyboard(): void {
  useEffect(() => {
    window.addEventListener('keydown', onKeyDown);
    window.addEventListener('beforeinput', onBeforeInput as EventListener, true);
    return () => {
      window.removeEventListener('keydown', onKeyDown);
      window.removeEventListener('beforeinput', onBeforeInput as EventListener, true);
    };
  }, []);
}

/** Gives a command its meaning while the component is on the screen; the youngest one wins. */
export function useCommand(id: CommandId, run: Run, enabled = true): void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    if (!enabled) return;
    const entry: Run = (event) => latest.current(event);
    const stack = running.get(id) ?? [];
    running.set(id, [...stack, entry]);
    return () => {
      running.set(id, (running.get(id) ?? []).filter((other) => other !== entry));
    };
  }, [id, enabled]);
}
