import { useMemo } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

import { COMMANDS, keyParts, MAC, OVERLAPPING, type CommandId, type Scope } from './registry';

/** Keys that the user gave to commands, instead of the first one of each. */
export type Remaps = Readonly<Partial<Record<CommandId, string>>>;

const IDS = Object.keys(COMMANDS) as CommandId[];

/** Keys by which the window is walked through; they are nobody's to give away. */
const RESERVED = /^(?:Shift\+)?(?:Tab|Dead|Process|Unidentified|Control|Shift|Alt|Meta|CapsLock)$/;
/** Scopes in which nothing is typed: a letter alone may be a command there. */
const LETTERS: readonly Scope[] = ['pages', 'compare', 'wall'];

export function isFixed(id: CommandId): boolean {
  return 'fixed' in COMMANDS[id];
}

/** All keys of a command, the one that is shown first. A second key of the registry stays beside a changed first one. */
function keysOf(id: CommandId, remaps: Remaps): readonly string[] {
  const known: readonly string[] = COMMANDS[id].keys;
  const own = remaps[id];
  return own === undefined ? known : [own, ...known.slice(1).filter((key) => key !== own)];
}

/** The command that is alive together with this one and has the key already. */
export function clashOf(id: CommandId, key: string, remaps: Remaps): CommandId | null {
  const together = OVERLAPPING[COMMANDS[id].scope];
  return IDS.find((other) => other !== id && together.includes(COMMANDS[other].scope) && keysOf(other, remaps).includes(key)) ?? null;
}

/** Whether a key may be a command's at all: what is typed into fields, and Tab, may not. */
export function acceptable(id: CommandId, key: string): boolean {
  if (isFixed(id) || RESERVED.test(key)) return false;
  const typed = key.length === 1 || key === 'Space' || /^(?:Shift\+)?(?:[A-Z]|Space|Backspace|Delete|Home|End|Arrow\w+)$/.test(key);
  if (!typed) return true;
  return LETTERS.includes(COMMANDS[id].scope) || (COMMANDS[id].keys as readonly string[]).includes(key);
}

/** The remaps with one more. Giving a command its own first key again takes its remap away. */
export function withRemap(remaps: Remaps, id: CommandId, key: string | null): Remaps {
  const others = Object.fromEntries(Object.entries(remaps).filter(([other]) => other !== id)) as Remaps;
  return key === null || key === COMMANDS[id].keys[0] ? others : { ...others, [id]: key };
}

export function isDefault(remaps: Remaps, id: CommandId): boolean {
  return remaps[id] === undefined;
}

/**
 * What of kept remaps can hold: a command that is gone, a key that may not be given, and one that another command has
 * by now are left out. A newer program may have given new commands keys that an older remap uses.
 */
export function sound(kept: Readonly<Record<string, string>>): Remaps {
  let remaps: Remaps = {};
  for (const id of IDS) {
    const key = kept[id];
    if (key !== undefined && acceptable(id, key)) remaps = withRemap(remaps, id, key);
  }
  // Taken away one by one: two commands may have swapped their keys, which is no clash.
  for (;;) {
    const bad = IDS.find((id) => remaps[id] !== undefined && clashOf(id, remaps[id] ?? '', remaps) !== null);
    if (!bad) return remaps;
    remaps = withRemap(remaps, bad, null);
  }
}

interface KeyState {
  remaps: Remaps;
  byKey: ReadonlyMap<string, readonly CommandId[]>;
}

function state(remaps: Remaps): KeyState {
  const byKey = new Map<string, CommandId[]>();
  for (const id of IDS) {
    for (const key of keysOf(id, remaps)) byKey.set(key, [...(byKey.get(key) ?? []), id]);
  }
  return { remaps, byKey };
}

const store = createStore<KeyState>(() => state({}));

/** Puts remaps in force, as far as they can hold. */
export function setRemaps(kept: Readonly<Record<string, string>>): void {
  store.setState(state(sound(kept)));
}

/** The commands that a key may mean; which of them depends on what is on the screen. */
export function commandsOf(key: string): readonly CommandId[] {
  return store.getState().byKey.get(key) ?? [];
}

let recording = false;

/** While a key is being chosen for a command it is no command itself. */
export function setRecording(on: boolean): void {
  recording = on;
}

export function isRecording(): boolean {
  return recording;
}

export interface Keys {
  remaps: Remaps;
  /** All keys of a command, as they are printed on a keyboard. */
  all(id: CommandId): string[];
  /** The one that stands on its control. */
  shown(id: CommandId): string;
  /** For `aria-keyshortcuts`. */
  aria(id: CommandId): string;
}

/** The keys in force. */
export function useKeys(): Keys {
  const remaps = useStore(store, (now) => now.remaps);
  return useMemo(
    () => ({
      remaps,
      all: (id) => keysOf(id, remaps).map((key) => keyParts(key).join('+')),
      shown: (id) => keyParts(keysOf(id, remaps)[0] ?? '').join('+'),
      aria: (id) => (keysOf(id, remaps)[0] ?? '').replace('Mod', MAC ? 'Meta' : 'Control'),
    }),
    [remaps],
  );
}
