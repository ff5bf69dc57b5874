const PATHS = {
  review: 'M4 3h12a1.5 1.5 0 0 1 1.5 1.5v11A1.5 1.5 0 0 1 16 17H4a1.5 1.5 0 0 1-1.5-1.5v-11A1.5 1.5 0 0 1 4 3ZM6.5 10l2.5 2.5 4.8-5',
  ledger: 'M3 5.5h14M3 10h14M3 14.5h14',
  statistics: 'M3 17h14M5.5 14v-4M10 14V5M14.5 14V8',
  settings: 'M10 7.2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6ZM10 2.5v2M10 15.5v2M2.5 10h2M15.5 10h2M4.7 4.7l1.4 1.4M13.9 13.9l1.4 1.4M4.7 15.3l1.4-1.4M13.9 6.1l1.4-1.4',
  plus: 'M10 4v12M4 10h12',
  minus: 'M4 10h12',
  rotate: 'M15.5 7.5A6 6 0 1 0 16 11M16 3.5v4h-4',
  left: 'M12 4.5 6.5 10l5.5 5.5',
  right: 'M8 4.5 13.5 10 8 15.5',
  down: 'M4.5 7.5 10 13l5.5-5.5',
  close: 'M5 5l10 10M15 5 5 15',
  search: 'M9 3.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11ZM13 13l4 4',
  panel: 'M3 4h14v12H3zM8 4v12',
  copy: 'M7 7h9v9H7zM4 13V4h9',
  trash: 'M4 6h12M8 6V4h4v2M5.5 6l.8 10h7.4l.8-10',
  external: 'M8 4H4v12h12v-4M11 4h5v5M16 4l-7 7',
} as const;

export type IconName = keyof typeof PATHS;

/** A line drawing of 20 units; it says nothing to a screen reader. */
export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 20 20" fill="none" stroke="currentColor" strokeWidth={1.6} strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
