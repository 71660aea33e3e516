/** The app's own picture, drawn as in `build/icon.svg`. Only to look at; what it stands for is said beside it. */
import { type ReactElement, useId } from 'react'

export function AppIcon({ size }: { readonly size: number }): ReactElement {
  const id = useId()
  return (
    <svg width={size} height={size} viewBox="100 100 824 824" aria-hidden="true">
      <defs>
        <linearGradient id={`${id}-ink`} x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" stopColor="#2f7fe0" />
          <stop offset="1" stopColor="#0b3f8f" />
        </linearGradient>
        <mask id={`${id}-slit`} maskUnits="userSpaceOnUse" x="0" y="0" width="16" height="16">
          <rect width="16" height="16" fill="#fff" />
          <circle cx="7" cy="8" r="1.15" fill="#000" />
          <path d="M7 9.4V15" stroke="#000" strokeWidth="1.1" />
        </mask>
      </defs>
      <rect x="100" y="100" width="824" height="824" rx="186" fill={`url(#${id}-ink)`} />
      <g transform="translate(512 512) scale(38) translate(-7 -8)" fill="#fff">
        <Nib mask={`url(#${id}-slit)`} />
      </g>
    </svg>
  )
}

/** The nib, as it stands in the menu bar; 14 units wide, 16 high. */
export function Nib({ mask }: { readonly mask?: string }): ReactElement {
  return (
    <g mask={mask} stroke="none">
      <rect x="4.6" y="1" width="4.8" height="1.6" rx=".5" />
      <path d="M7 15 L3.15 8.35 Q2.6 7.35 3.25 6.4 L5.1 3.6 H8.9 L10.75 6.4 Q11.4 7.35 10.85 8.35 Z" />
    </g>
  )
}
