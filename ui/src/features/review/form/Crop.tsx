import { useMessages } from '../../../shared/i18n';
import type { DocumentView } from '../../../platform';
import { useDesk } from '../model/context';
import type { ShownField } from '../model/fields';
import { boxOf, turnBox } from '../page/geometry';
import { CROP_SIDE } from '../page/picture';
import styles from './FieldDetail.module.css';

/** A crop is never narrower than this, width to height: a short value keeps its surroundings. */
const LEAST_ASPECT = 6.5;

/** The field's place on the page, enlarged, right beneath its value. */
export function Crop({ view, field }: { view: DocumentView; field: ShownField }) {
  const m = useMessages();
  const { backend } = useDesk();
  const page = view.pages.find((one) => one.number === field.view?.page);
  const region = boxOf(field.view?.region);
  if (!page || !region) return null;

  const turns = page.quarter_turns % 4;
  const sideways = turns % 2 === 1;
  const wide = sideways ? page.height : page.width;
  const tall = sideways ? page.width : page.height;
  const box = turnBox(region, turns);
  const height = Math.max(1, (box.bottom - box.top) * tall);
  const pad = height * 0.3;
  const own = (box.right - box.left) * wide + 2 * pad;
  const shownHeight = height + 2 * pad;
  const width = Math.max(own, shownHeight * LEAST_ASPECT);
  const left = box.left * wide - pad - (width - own) / 2;
  const top = box.top * tall - pad;

  const transform = ['', `translate(${page.height} 0) rotate(90)`, `translate(${page.width} ${page.height}) rotate(180)`, `translate(0 ${page.width}) rotate(270)`][turns];
  const open = field.trust === 'doubtful' || field.trust === 'wrong';
  return (
    <svg
      className={styles.crop}
      viewBox={`${left} ${top} ${width} ${shownHeight}`}
      style={{ aspectRatio: `${width} / ${shownHeight}` }}
      role="img"
      aria-label={m.form.crop}
      data-testid="crop"
    >
      <g transform={transform || undefined}>
        <image href={backend.pictureUrl(view.id, page.number, CROP_SIDE)} width={page.width} height={page.height} preserveAspectRatio="none" />
      </g>
      {open && (
        <rect
          className={styles[field.trust]}
          x={box.left * wide}
          y={box.bottom * tall + pad * 0.15}
          width={(box.right - box.left) * wide}
          height={Math.max(0.8, pad * 0.18)}
        />
      )}
    </svg>
  );
}
