/** A quiet harbour of containers and one route over the sea: drawn, not fetched. */
const STACKS: readonly (readonly [x: number, rows: number])[] = [
  [40, 3],
  [118, 5],
  [196, 2],
  [274, 4],
  [430, 6],
  [508, 3],
  [586, 5],
  [664, 1],
];
const SHADES = ["#1c4b45", "#23605a", "#2f776b", "#183f3a", "#c98a45"];

export const SignInScene = () => (
  <svg className="scene" viewBox="0 0 760 900" preserveAspectRatio="xMidYMax slice" aria-hidden="true">
    <path
      d="M-20 560C160 440 300 640 470 530S720 420 800 490"
      fill="none"
      stroke="#3f8f82"
      strokeWidth="1.5"
      strokeDasharray="2 9"
      strokeLinecap="round"
    />
    <circle cx="470" cy="530" r="5" fill="#f2b46a" />
    <circle cx="470" cy="530" r="13" fill="none" stroke="#f2b46a" strokeOpacity=".45" />
    {STACKS.flatMap(([x, rows]) =>
      Array.from({ length: rows }, (_, row) => (
        <rect
          key={`${x}/${row}`}
          x={x}
          y={842 - row * 30}
          width="70"
          height="26"
          rx="2"
          fill={SHADES[(x + row * 3) % SHADES.length]}
          opacity=".75"
        />
      )),
    )}
    <path d="M0 872h760" stroke="#3f8f82" strokeOpacity=".6" />
  </svg>
);
