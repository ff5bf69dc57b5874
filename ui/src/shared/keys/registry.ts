/**
 * Every key of the window, in one place: the dispatcher, the buttons' labels and the sheet on `?` all read it.
 * `Mod` is Ctrl, or Command on a Mac.
 */

export type Scope = 'window' | 'review' | 'grid' | 'pages' | 'compare' | 'wall' | 'ledger' | 'dialog';

interface CommandInfo {
  scope: Scope;
  /** The first one is shown on the controls, and is the one that the user may change. */
  keys: readonly string[];
  /** The key belongs to the system. */
  fixed?: true;
}

export const COMMANDS = {
  'window.review': { scope: 'window', keys: ['Mod+1'] },
  'window.ledger': { scope: 'window', keys: ['Mod+2'] },
  'window.statistics': { scope: 'window', keys: ['Mod+3'] },
  'window.settings': { scope: 'window', keys: ['Mod+,'] },
  'window.keys': { scope: 'window', keys: ['?', 'F1'] },
  'window.recognizer': { scope: 'window', keys: ['Alt+P'] },
  // Without Alt they belong to the page's picture.
  'window.larger': { scope: 'window', keys: ['Mod+Alt+='] },
  'window.smaller': { scope: 'window', keys: ['Mod+Alt+-'] },
  'window.actualSize': { scope: 'window', keys: ['Mod+Alt+0'] },
  'intake.files': { scope: 'window', keys: ['Mod+O'] },
  'intake.folder': { scope: 'window', keys: ['Mod+Shift+O'] },
  // No dispatch: the page's own paste event brings the text along.
  'intake.link': { scope: 'window', keys: ['Mod+V'], fixed: true },
  'ledger.export': { scope: 'window', keys: ['Mod+E'] },

  'review.confirm': { scope: 'review', keys: ['Enter'] },
  'review.finish': { scope: 'review', keys: ['Shift+Enter'] },
  'review.postpone': { scope: 'review', keys: ['Escape'] },
  'review.next': { scope: 'review', keys: ['Mod+ArrowDown'] },
  'review.previous': { scope: 'review', keys: ['Mod+ArrowUp'] },
  'review.nextOpen': { scope: 'review', keys: ['F8'] },
  'review.previousOpen': { scope: 'review', keys: ['Shift+F8'] },
  'review.take': { scope: 'review', keys: ['Mod+J'] },
  'review.takeSecond': { scope: 'review', keys: ['Mod+K'] },
  'review.ditto': { scope: 'review', keys: ['Mod+D'] },
  'review.undo': { scope: 'review', keys: ['Mod+Z'] },
  'review.redo': { scope: 'review', keys: ['Mod+Shift+Z', 'Mod+Y'] },
  'review.emptyFields': { scope: 'review', keys: ['Alt+E'] },
  'review.history': { scope: 'review', keys: ['Mod+H'] },
  'review.again': { scope: 'review', keys: ['Mod+R'] },
  'review.compare': { scope: 'review', keys: ['Mod+Shift+R'] },
  'review.pages': { scope: 'review', keys: ['Mod+P'] },
  'review.wall': { scope: 'review', keys: ['Mod+G'] },
  'review.search': { scope: 'review', keys: ['Mod+F'] },
  'review.queue': { scope: 'review', keys: ['Mod+B'] },
  'review.cancelAll': { scope: 'review', keys: ['Mod+Shift+X'] },
  'review.remove': { scope: 'review', keys: ['Delete'] },

  'checks.openRelated': { scope: 'review', keys: ['Alt+O'] },
  'checks.compareRelated': { scope: 'review', keys: ['Alt+D'] },
  'checks.takeBuyer': { scope: 'review', keys: ['Alt+G'] },
  'checks.verification': { scope: 'review', keys: ['Alt+V'] },
  'checks.copy1': { scope: 'review', keys: ['Alt+1'] },
  'checks.copy2': { scope: 'review', keys: ['Alt+2'] },
  'checks.copy3': { scope: 'review', keys: ['Alt+3'] },
  'checks.copy4': { scope: 'review', keys: ['Alt+4'] },
  'checks.openPage': { scope: 'review', keys: ['Alt+0'] },
  'checks.answer1': { scope: 'review', keys: ['Alt+5'] },
  'checks.answer2': { scope: 'review', keys: ['Alt+6'] },
  'checks.answer3': { scope: 'review', keys: ['Alt+7'] },
  'checks.answer4': { scope: 'review', keys: ['Alt+8'] },
  'checks.answer5': { scope: 'review', keys: ['Alt+9'] },

  'page.zoomIn': { scope: 'review', keys: ['Mod+='] },
  'page.zoomOut': { scope: 'review', keys: ['Mod+-'] },
  'page.fitWidth': { scope: 'review', keys: ['Mod+0'] },
  'page.fitPage': { scope: 'review', keys: ['Mod+9'] },
  'page.rotate': { scope: 'review', keys: ['Alt+R'] },
  'page.next': { scope: 'review', keys: ['PageDown'] },
  'page.previous': { scope: 'review', keys: ['PageUp'] },

  'grid.up': { scope: 'grid', keys: ['ArrowUp'] },
  'grid.down': { scope: 'grid', keys: ['ArrowDown'] },
  'grid.insert': { scope: 'grid', keys: ['Mod+Enter'] },
  'grid.delete': { scope: 'grid', keys: ['Mod+Shift+K'] },
  'grid.copy': { scope: 'grid', keys: ['Mod+Shift+C'] },

  // A list of pages has the keyboard.
  'pages.left': { scope: 'pages', keys: ['ArrowLeft'] },
  'pages.right': { scope: 'pages', keys: ['ArrowRight'] },
  'pages.mark': { scope: 'pages', keys: ['Space'] },
  'pages.earlier': { scope: 'pages', keys: ['Alt+ArrowLeft'] },
  'pages.later': { scope: 'pages', keys: ['Alt+ArrowRight'] },
  'pages.rotate': { scope: 'pages', keys: ['R'] },
  'pages.split': { scope: 'pages', keys: ['S'] },
  'pages.attach': { scope: 'pages', keys: ['A'] },
  'pages.merge': { scope: 'pages', keys: ['M'] },
  'pages.notInvoice': { scope: 'pages', keys: ['N'] },

  // The list of differences has the keyboard.
  'compare.up': { scope: 'compare', keys: ['ArrowUp'] },
  'compare.down': { scope: 'compare', keys: ['ArrowDown'] },
  'compare.take': { scope: 'compare', keys: ['Space'] },
  'compare.takeAll': { scope: 'compare', keys: ['Mod+Shift+A'] },

  'wall.left': { scope: 'wall', keys: ['ArrowLeft'] },
  'wall.right': { scope: 'wall', keys: ['ArrowRight'] },
  'wall.up': { scope: 'wall', keys: ['ArrowUp'] },
  'wall.down': { scope: 'wall', keys: ['ArrowDown'] },
  'wall.pageUp': { scope: 'wall', keys: ['PageUp'] },
  'wall.pageDown': { scope: 'wall', keys: ['PageDown'] },
  'wall.first': { scope: 'wall', keys: ['Home'] },
  'wall.last': { scope: 'wall', keys: ['End'] },
  'wall.mark': { scope: 'wall', keys: ['Space'] },
  'wall.confirm': { scope: 'wall', keys: ['Enter'] },
  'wall.close': { scope: 'wall', keys: ['Escape', 'Mod+G'] },

  'ledger.search': { scope: 'ledger', keys: ['Mod+F'] },
  'ledger.all': { scope: 'ledger', keys: ['Mod+A'] },
  'ledger.reimburse': { scope: 'ledger', keys: ['Mod+M'] },

  // No dispatch: a dialog has the keyboard to itself, and its form and its buttons take these.
  'dialog.accept': { scope: 'dialog', keys: ['Enter'], fixed: true },
  'dialog.close': { scope: 'dialog', keys: ['Escape'], fixed: true },
} as const satisfies Record<string, CommandInfo>;

export type CommandId = keyof typeof COMMANDS;

/** Scopes that are alive together: two commands in them must not share a key. */
export const OVERLAPPING: Record<Scope, readonly Scope[]> = {
  window: ['window', 'review', 'grid', 'pages', 'compare', 'wall', 'ledger'],
  review: ['window', 'review', 'grid', 'pages', 'compare'],
  grid: ['window', 'review', 'grid'],
  pages: ['window', 'review', 'pages'],
  compare: ['window', 'review', 'compare'],
  wall: ['window', 'wall'],
  ledger: ['window', 'ledger'],
  dialog: ['dialog'],
};

/** Where a command stands in the sheet of keys and in the settings. */
export type Group = Scope | 'checks' | 'page';
const GROUPS: readonly Group[] = ['review', 'grid', 'window', 'page', 'pages', 'checks', 'compare', 'wall', 'ledger', 'dialog'];

function groupOf(id: CommandId): Group {
  const { scope } = COMMANDS[id];
  const of = id.slice(0, id.indexOf('.'));
  return scope === 'review' && (of === 'checks' || of === 'page') ? of : scope;
}

/** All commands by their groups, each in the order above. */
export const GROUPED: readonly { group: Group; ids: readonly CommandId[] }[] = GROUPS.map((group) => ({
  group,
  ids: (Object.keys(COMMANDS) as CommandId[]).filter((id) => groupOf(id) === group),
}));

export const MAC = typeof navigator !== 'undefined' && /Mac/.test(navigator.platform);

/** Alt makes other signs of these on a Mac. */
const SIGNS: Partial<Record<string, string>> = { Minus: '-', Equal: '=' };

/** The name of a pressed key as the registry writes it. */
export function keyName(event: KeyboardEvent): string {
  const code = /^(?:Key|Digit)(.)$/.exec(event.code)?.[1] ?? SIGNS[event.code];
  if (event.key === ' ') return named(event, 'Space');
  const key = event.altKey && code ? code : event.key.length === 1 ? event.key.toUpperCase() : event.key;
  return named(event, key);
}

function named(event: KeyboardEvent, key: string): string {
  const letter = /^[A-Z]$/.test(key) || key.length > 1;
  const mod = MAC ? event.metaKey : event.ctrlKey;
  // Shift is part of a symbol (`?`), not of its name.
  return `${mod ? 'Mod+' : ''}${event.altKey ? 'Alt+' : ''}${event.shiftKey && letter ? 'Shift+' : ''}${key}`;
}

const SYMBOLS: Record<string, string> = {
  Mod: MAC ? '⌘' : 'Ctrl',
  Alt: MAC ? '⌥' : 'Alt',
  Escape: 'Esc',
  ArrowUp: '↑',
  ArrowDown: '↓',
  PageUp: 'PgUp',
  PageDown: 'PgDn',
  ArrowLeft: '←',
  ArrowRight: '→',
  '-': '−',
  '=': '+',
};

/** The parts of a key as they are printed on a keyboard. */
export function keyParts(key: string): string[] {
  return key.split('+').map((part) => SYMBOLS[part] ?? part);
}
