/** The sidebar: one stop for Tab, walked through with the arrow keys; where one walks is opened at once, as in the Finder. */
import { Fragment, type KeyboardEvent, type ReactElement, useRef } from 'react'
import type { SidebarItem, SidebarSection } from './sidebar.ts'
import { t } from './text.ts'
import { sameView, type View } from './view.ts'

export interface SidebarProps {
  readonly sections: readonly SidebarSection[]
  /** The item that is lit: the view itself, or the list an open session belongs to. */
  readonly current: View
  readonly onOpen: (view: View) => void
}

export function Sidebar({ sections, current, onOpen }: SidebarProps): ReactElement {
  const nav = useRef<HTMLElement>(null)
  const items = sections.flatMap((section) => section.items)
  const lit = items.findIndex(({ view }) => sameView(view, current))
  const onKeyDown = (event: KeyboardEvent): void => {
    const buttons = [...(nav.current?.querySelectorAll('button') ?? [])]
    const here = buttons.findIndex((button) => button.matches(':focus'))
    const next = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: buttons.length - 1 }[event.key]
    const item = next === undefined ? undefined : items[next]
    if (next === undefined || item === undefined) return
    event.preventDefault()
    buttons[next]?.focus()
    onOpen(item.view)
  }
  return (
    <nav className="sidebar" aria-label={t('side.name')} ref={nav} onKeyDown={onKeyDown}>
      {sections.map(({ name, items: own }) => (
        <Fragment key={name ?? ''}>
          {name !== null && <h2>{name}</h2>}
          <ul>
            {own.map((item) => (
              <Item
                key={item.label + (item.hint ?? '')}
                item={item}
                isLit={items.indexOf(item) === lit}
                isStop={items.indexOf(item) === Math.max(lit, 0)}
                onOpen={onOpen}
              />
            ))}
          </ul>
        </Fragment>
      ))}
    </nav>
  )
}

interface ItemProps {
  readonly item: SidebarItem
  readonly isLit: boolean
  readonly isStop: boolean
  readonly onOpen: (view: View) => void
}

function Item({ item: { view, label, hint, count }, isLit, isStop, onOpen }: ItemProps): ReactElement {
  return (
    <li>
      <button type="button" title={hint} aria-current={isLit ? 'page' : undefined} tabIndex={isStop ? 0 : -1} onClick={() => onOpen(view)}>
        <span className="label">{label}</span>
        {count !== null && count > 0 && <span className="badge">{t('side.count', { count })}</span>}
      </button>
    </li>
  )
}
