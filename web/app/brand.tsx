/** The mark: a rack of three shelves, one place of it taken. */
export const BrandMark = ({ size = 28 }: { size?: number }) => (
  <svg width={size} height={size} viewBox="0 0 64 64" aria-hidden="true" focusable="false">
    <rect width="64" height="64" rx="14" fill="#17665c" />
    <path d="M14 19h36v7H14zM14 30h24v7H14zM14 41h36v7H14z" fill="#eaf4f1" />
    <path d="M42 30h8v7h-8z" fill="#f2b46a" />
  </svg>
);
