import type { Counts, DocumentView, FieldView, HistoryEntry, Problem, QueueChange, QueueRow, QueueView } from '../types';
import { NO_USES, verificationInputs } from './checks';
import type { FakeDocument } from './invoices';
import { HEIGHT, WIDTH } from './picture';
import { readFields } from './reading';

export type Values = Map<string, string | null>;

export interface Held {
  id: number;
  document: FakeDocument;
  view: DocumentView;
  read: Map<string, FieldView>;
  edits: Values;
  past: Values[];
  future: Values[];
  lastPath: string | null;
  history: Map<string, HistoryEntry[]>;
  bin: boolean;
}

export const problem = (code: string, zh: string, en: string): Problem => ({ code, message: { zh, en }, retryable: true });

/** The invented documents and what was done to them: read, judged, corrected, undone, put aside. */
export class FakeDocuments {
  readonly #held = new Map<number, Held>();
  readonly #tell: (change: QueueChange) => void;
  readonly #stoppedBy: Problem | null;
  paused: boolean;

  /** `tell` hears of every change; a queue that was stopped by a problem begins paused. */
  constructor(tell: (change: QueueChange) => void, stoppedBy: Problem | null) {
    this.#tell = tell;
    this.#stoppedBy = stoppedBy;
    this.paused = stoppedBy !== null;
  }

  hold(document: FakeDocument): number {
    const id = this.#held.size + 1;
    const read = readFields(document);
    const pages = Array.from({ length: document.pages ?? 1 }, (_, i) => ({ number: i + 1, width: WIDTH, height: HEIGHT, quarter_turns: 0, attachment: false }));
    const held: Held = {
      id,
      document,
      read,
      edits: new Map(),
      past: [],
      future: [],
      lastPath: null,
      history: new Map(),
      bin: false,
      view: {
        id,
        revision: 1,
        file_name: document.file,
        state: document.state,
        pages,
        fields: [],
        item_count: 0,
        findings: [],
        can_undo: false,
        can_redo: false,
        provider: document.provider ?? 'offline',
        problem: document.problem ?? null,
        waits_for: null,
        postponed_reason: document.postponed ?? null,
        reviewed_at: document.state === 'reviewed' ? Date.UTC(2026, 4, 28, 6, 12) : null,
        uses: document.uses ?? NO_USES,
        verification: { inputs: [], answer: document.answer ?? null, answered_at: document.answer ? Date.UTC(2026, 4, 28, 6, 20) : null },
      },
    };
    this.#held.set(id, held);
    this.judge(held);
    return id;
  }

  judge(held: Held): void {
    const fields = new Map(held.read);
    for (const [path, value] of held.edits) {
      const read = held.read.get(path);
      fields.set(path, {
        path,
        value,
        text: read?.text ?? value,
        page: read?.page ?? null,
        region: read?.region ?? null,
        confidence: null,
        doubts: [],
        source: 'reviewer',
        trust: 'yours',
        reason: read?.value === value ? { zh: '您已确认', en: 'confirmed by you' } : { zh: '您已修改', en: 'changed by you' },
        alternatives: read && read.value !== value && read.value !== null ? [{ value: read.value, source: read.source }] : [],
      });
    }
    const items = [...fields.values()]
      .filter((field) => field.value !== null)
      .map((field) => Number(/^items\[(\d+)\]/.exec(field.path)?.[1] ?? -1));
    const all = (held.document.findings ?? []).map((finding) => ({ brief: null, expected: null, related: [], ...finding }));
    const findings = all.filter((finding) => !finding.fields.some((path) => held.edits.has(path)));
    held.view = {
      ...held.view,
      revision: held.view.revision + 1,
      fields: [...fields.values()],
      item_count: Math.max(0, ...items.map((n) => n + 1)),
      findings,
      verification: { ...held.view.verification, inputs: verificationInputs(fields) },
      can_undo: held.past.length > 0,
      can_redo: held.future.length > 0,
    };
  }

  get(id: number): Held {
    const held = this.#held.get(id);
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- the program rejects with a plain Problem
    if (!held) throw problem('storage', '没有这份票据', 'There is no such document');
    return held;
  }

  row({ view, document, id }: Held): QueueRow {
    const value = (path: string) => view.fields.find((field) => field.path === path)?.value ?? null;
    const open = (trust: string) => view.fields.filter((field) => field.trust === trust).length;
    return {
      id,
      file_name: document.file,
      state: view.state,
      seller: value('seller.name'),
      amount: value('amount_with_tax'),
      date: value('issue_date'),
      number: value('number'),
      invoice_type: value('invoice_type'),
      doubtful: open('doubtful'),
      wrong: open('wrong'),
      open_reason: (view.fields.find((field) => field.trust === 'wrong') ?? view.fields.find((field) => field.trust === 'doubtful'))?.reason ?? null,
      provider: view.provider,
      problem: view.problem,
      postponed_reason: view.postponed_reason,
      duplicate_of: document.duplicateOf ?? null,
    };
  }

  present(): Held[] {
    return [...this.#held.values()].filter((held) => !held.bin);
  }

  queue(): QueueView {
    const rows = this.present().map((held) => this.row(held));
    const of = (...states: string[]) => rows.filter((row) => states.includes(row.state)).length;
    const counts: Counts = {
      to_review: of('ready', 'postponed', 'in_doubt'),
      reviewed: of('reviewed'),
      failed: of('failed'),
      pending: of('queued', 'working'),
    };
    return {
      rows,
      counts,
      progress:
        counts.pending > 0
          ? { total: rows.length, done: rows.length - counts.pending, per_minute: 38, seconds_left: 240, calls: 34, charged: 31, calls_left: 469, paused: this.paused, stopped_by: this.paused ? this.#stoppedBy : null }
          : null,
    };
  }

  changed(...ids: number[]): void {
    const { counts, progress } = this.queue();
    const changed = ids.flatMap((id) => {
      const held = this.#held.get(id);
      return held && !held.bin ? [this.row(held)] : [];
    });
    this.#tell( { changed, removed: ids.filter((id) => this.#held.get(id)?.bin), counts, progress });
  }

  state(id: number, change: Partial<DocumentView>): DocumentView {
    const held = this.get(id);
    held.view = { ...held.view, ...change, revision: held.view.revision + 1 };
    this.changed(id);
    return held.view;
  }

  edit(held: Held, next: Values, step: boolean): DocumentView {
    if (step) {
      held.past.push(held.edits);
      held.future = [];
    }
    held.edits = next;
    this.judge(held);
    this.changed(held.id);
    return held.view;
  }

  moveLines(id: number, from: number, by: 1 | -1): DocumentView {
    const held = this.get(id);
    const next: Values = new Map([...held.edits].filter(([path]) => !path.startsWith('items[')));
    const count = held.view.item_count;
    const values = new Map(held.view.fields.map((field) => [field.path, field.value]));
    for (let i = 0; i < count + 1; i += 1) {
      const source = by === 1 ? (i < from ? i : i === from ? -1 : i - 1) : i < from ? i : i + 1;
      for (const name of ['name', 'specification', 'unit', 'quantity', 'unit_price', 'amount', 'tax_rate', 'tax']) {
        const path = `items[${i}].${name}`;
        const value = source < 0 || source >= count ? null : (values.get(`items[${source}].${name}`) ?? null);
        if (value !== (values.get(path) ?? null) || held.edits.has(path)) next.set(path, value);
      }
    }
    return this.edit(held, next, true);
  }
}
