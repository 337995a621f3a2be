import type { JSX } from "preact";

export type SparklineProps = {
  /** What it shows, in words with the figures that matter: the drawing is not read out. */
  readonly label: string;
  readonly values: readonly number[];
  /** Of each value, how much of it failed: drawn on top, hatched. */
  readonly bad?: readonly number[];
};

const WIDTH = 96;
const HEIGHT = 24;
const GAP = 1;
/** What is not nothing is seen. */
const LEAST = 2;

/** Bars as high as their share of the highest. */
export function Sparkline({ label, values, bad = [] }: SparklineProps): JSX.Element {
  const totals = values.map((value, index) => value + (bad[index] ?? 0));
  const highest = Math.max(1, ...totals);
  const step = WIDTH / Math.max(1, values.length);
  const height = (value: number) => (value === 0 ? 0 : Math.max(LEAST, (value / highest) * HEIGHT));
  return (
    <svg
      class="sparkline"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width={WIDTH}
      height={HEIGHT}
      role="img"
      aria-label={label}
    >
      <path class="sparkline-base" d={`M0 ${HEIGHT - 0.5}H${WIDTH}`} />
      {values.map((value, index) => {
        const failed = bad[index] ?? 0;
        const good = height(value);
        const place = { x: index * step, width: Math.max(1, step - GAP) };
        return (
          <g key={index}>
            {value > 0 && (
              <rect class="sparkline-good" {...place} y={HEIGHT - good} height={good} />
            )}
            {failed > 0 && (
              <rect
                class="sparkline-bad"
                {...place}
                y={Math.max(0, HEIGHT - good - height(failed))}
                height={height(failed)}
              />
            )}
          </g>
        );
      })}
    </svg>
  );
}
