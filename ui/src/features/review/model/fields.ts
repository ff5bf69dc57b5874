import type { DocumentView, FieldView, FindingView, Trust } from '../../../platform';
import { differingCharacters } from '../../../shared/format';

/** How a field is typed and shown; it decides alignment and grouping of digits. */
export type FieldKind = 'text' | 'long' | 'code' | 'date' | 'money' | 'number' | 'type';

export type GroupId = 'invoice' | 'seller' | 'buyer' | 'items' | 'totals' | 'other';

interface FieldSpec {
  path: string;
  kind: FieldKind;
  /** Shown even where it is empty: every invoice has it. */
  always?: boolean;
  /** One line unless the keyboard is in it or something speaks against it: long, and rarely looked at. */
  folded?: boolean;
}

const party = (side: 'seller' | 'buyer'): FieldSpec[] => [
  { path: `${side}.name`, kind: 'long', always: true },
  { path: `${side}.tax_id`, kind: 'code', always: true },
  { path: `${side}.address_phone`, kind: 'long', folded: true },
  { path: `${side}.bank_account`, kind: 'long', folded: true },
];

/** The form, in the order of the invoice. Lines stand in their own grid, under `items`. */
export const GROUPS: readonly { id: GroupId; fields: readonly FieldSpec[] }[] = [
  {
    id: 'invoice',
    fields: [
      { path: 'invoice_type', kind: 'type', always: true },
      { path: 'code', kind: 'code' },
      { path: 'number', kind: 'code', always: true },
      { path: 'issue_date', kind: 'date', always: true },
      { path: 'check_code', kind: 'code' },
      { path: 'typed_number', kind: 'code' },
    ],
  },
  { id: 'seller', fields: party('seller') },
  { id: 'buyer', fields: party('buyer') },
  { id: 'items', fields: [] },
  {
    id: 'totals',
    fields: [
      { path: 'total_amount', kind: 'money', always: true },
      { path: 'total_tax', kind: 'money', always: true },
      { path: 'amount_with_tax', kind: 'money', always: true },
      { path: 'amount_in_words', kind: 'long', always: true },
    ],
  },
  {
    id: 'other',
    fields: [
      { path: 'remarks', kind: 'long', folded: true },
      { path: 'payee', kind: 'text' },
      { path: 'reviewer', kind: 'text' },
      { path: 'drawer', kind: 'text' },
      { path: 'title', kind: 'long', folded: true },
      { path: 'machine_number', kind: 'code' },
      { path: 'sheet', kind: 'text' },
      { path: 'province', kind: 'text' },
      { path: 'city', kind: 'text' },
      { path: 'agent', kind: 'text' },
      { path: 'online_pay', kind: 'text' },
      { path: 'code_confirm', kind: 'code' },
      { path: 'number_confirm', kind: 'code' },
      { path: 'seal_seller_name', kind: 'long' },
      { path: 'seal_seller_tax_id', kind: 'code' },
      { path: 'password_area', kind: 'long', folded: true },
    ],
  },
];

export const ITEM_FIELDS = [
  'name',
  'specification',
  'unit',
  'quantity',
  'unit_price',
  'amount',
  'tax_rate',
  'tax',
  'license_plate',
  'vehicle_type',
  'toll_start',
  'toll_end',
] as const;
export type ItemField = (typeof ITEM_FIELDS)[number];

export const TOLL_FIELDS: readonly ItemField[] = ['license_plate', 'vehicle_type', 'toll_start', 'toll_end'];

export const HEADER_PATHS: readonly string[] = GROUPS.flatMap((group) => group.fields.map((field) => field.path));

export function itemPath(index: number, field: string): string {
  return `items[${index}].${field}`;
}

/** The line and field of an item's path; `null` for a field of the header. */
export function parseItemPath(path: string): { index: number; field: ItemField } | null {
  const match = /^items\[(\d+)\]\.(.+)$/.exec(path);
  const field = ITEM_FIELDS.find((name) => name === match?.[2]);
  return match && field ? { index: Number(match[1]), field } : null;
}

/** A whole line, as it is hovered and boxed; its fields begin with it. */
export function rowPath(index: number): string {
  return `items[${index}]`;
}

/** The line that a path is of, or is; `null` for a field of the header. */
export function lineOf(path: string | null): number | null {
  const index = path === null ? undefined : /^items\[(\d+)\]/.exec(path)?.[1];
  return index === undefined ? null : Number(index);
}

/** Text typed into the window but not yet answered by the program. */
export interface Draft {
  value: string | null;
  /** Grows with each change, so that an answer knows whether it is about this text. */
  version: number;
  sentVersion: number;
  savedVersion: number;
  failed: boolean;
}
export type Drafts = ReadonlyMap<string, Draft>;
export const NO_DRAFTS: Drafts = new Map();

/** A field as the form shows it: what the program says, with what was typed since laid over it. */
export interface ShownField {
  path: string;
  value: string | null;
  trust: Trust;
  /** What the program said of it, if it knows the field. */
  view: FieldView | null;
  findings: readonly FindingView[];
}

interface Indexed {
  fields: ReadonlyMap<string, FieldView>;
  findings: ReadonlyMap<string, FindingView[]>;
}
const indexes = new WeakMap<DocumentView, Indexed>();

function indexed(view: DocumentView): Indexed {
  const known = indexes.get(view);
  if (known) return known;
  const findings = new Map<string, FindingView[]>();
  for (const finding of view.findings) {
    for (const path of finding.fields) findings.set(path, [...(findings.get(path) ?? []), finding]);
  }
  const made = { fields: new Map(view.fields.map((field) => [field.path, field])), findings };
  indexes.set(view, made);
  return made;
}

const NO_FINDINGS: readonly FindingView[] = [];

function trustOf(field: FieldView | undefined, findings: readonly FindingView[], draft: Draft | undefined): Trust {
  // What was just typed or confirmed is the reviewer's; the program's answer may still say otherwise.
  if (draft && !draft.failed && draft.savedVersion < draft.version) return 'yours';
  if (field) return field.trust;
  // A field that is missing where a rule wants it.
  if (findings.some((finding) => finding.severity === 'error')) return 'wrong';
  if (findings.some((finding) => finding.severity === 'warning')) return 'doubtful';
  return 'certain';
}

export function shownField(view: DocumentView, drafts: Drafts, path: string): ShownField {
  const { fields, findings } = indexed(view);
  const field = fields.get(path);
  const draft = drafts.get(path);
  const told = findings.get(path) ?? NO_FINDINGS;
  return {
    path,
    value: draft ? draft.value : (field?.value ?? null),
    trust: trustOf(field, told, draft),
    view: field ?? null,
    findings: told,
  };
}

const NO_PLACES: readonly number[] = [];

/** Which characters of a value want to be looked at: those the reader of a picture was not sure of, and those that another reading has otherwise. */
export function doubtfulCharacters({ value, trust, view }: ShownField): readonly number[] {
  if (value === null || !view || (trust !== 'doubtful' && trust !== 'wrong') || value !== view.value) return NO_PLACES;
  const other = view.alternatives[0]?.value;
  const places = new Set([...view.doubts.map((doubt) => doubt.at), ...(other ? differingCharacters(value, other) : [])]);
  return places.size === 0 ? NO_PLACES : [...places];
}

/** How many lines there are, also those just typed. */
export function lineCount(view: DocumentView, drafts: Drafts): number {
  let count = view.item_count;
  for (const path of drafts.keys()) count = Math.max(count, (parseItemPath(path)?.index ?? -1) + 1);
  return count;
}

const ITEM_ORDER = new Map<string, number>(ITEM_FIELDS.map((field, index) => [field, index]));
const GROUP_BEFORE_ITEMS = new Set(
  GROUPS.slice(0, GROUPS.findIndex((group) => group.id === 'items')).flatMap((group) => group.fields.map((f) => f.path)),
);
const HEADER_ORDER = new Map(HEADER_PATHS.map((path, index) => [path, index]));

/** Where a path stands in the form; smaller comes first. */
export function formOrder(path: string): number {
  const item = parseItemPath(path);
  if (item) return 1_000 + item.index * 20 + (ITEM_ORDER.get(item.field) ?? 19);
  const order = HEADER_ORDER.get(path) ?? 999;
  return GROUP_BEFORE_ITEMS.has(path) ? order : 1_000_000 + order;
}

/** The paths that still want the reviewer, in the order of the form. */
export function openPaths(view: DocumentView, drafts: Drafts): string[] {
  const paths = new Set(view.fields.map((field) => field.path));
  for (const finding of view.findings) for (const path of finding.fields) paths.add(path);
  return [...paths]
    .filter((path) => {
      const { trust } = shownField(view, drafts, path);
      return trust === 'doubtful' || trust === 'wrong';
    })
    .sort((a, b) => formOrder(a) - formOrder(b));
}

