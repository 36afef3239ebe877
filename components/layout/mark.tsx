/** Chartroom's mark: the compass rose of a chart. Decoration: the name stands beside it. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg aria-hidden viewBox="0 0 32 32" fill="none" stroke="currentColor" className={className}>
      <circle cx="16" cy="16" r="10.25" strokeWidth="1.25" />
      <circle cx="16" cy="16" r="13" strokeWidth="1.5" strokeDasharray="1 2.4033" />
      <path
        d="M16 1.5 18.6 13.4 30.5 16 18.6 18.6 16 30.5 13.4 18.6 1.5 16 13.4 13.4Z"
        strokeWidth="1"
        strokeLinejoin="round"
        className="fill-paper"
      />
      <path
        d="M16 1.5V16L13.4 13.4ZM30.5 16H16L18.6 13.4ZM16 30.5V16L18.6 18.6ZM1.5 16H16L13.4 18.6Z"
        strokeWidth="0.5"
        fill="currentColor"
      />
    </svg>
  );
}
