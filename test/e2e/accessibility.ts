/**
 * What a page owes to people who see little or nothing of it.
 */
import type { Page } from '../support/browser/page.ts'

/** WCAG 2.1, 1.4.3: text needs this contrast. */
const TEXT_CONTRAST = 4.5

/** Visible text whose contrast with what is behind it is too low, with the ratio. */
export function findLowContrast(page: Page): Promise<string[]> {
  return page.evaluate<string[], [number]>((least) => {
    type Rgba = [number, number, number, number]
    const parse = (color: string): Rgba => {
      const [r = 0, g = 0, b = 0, a = 1] = (color.match(/[\d.]+/g) ?? []).map(Number)
      return [r, g, b, a]
    }
    const over = ([r, g, b, a]: Rgba, [r2, g2, b2]: Rgba): Rgba => [
      r * a + r2 * (1 - a),
      g * a + g2 * (1 - a),
      b * a + b2 * (1 - a),
      1,
    ]
    const luminance = ([r, g, b]: Rgba): number => {
      const [lr = 0, lg = 0, lb = 0] = [r, g, b].map((value) =>
        value / 255 <= 0.03928 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
      )
      return 0.2126 * lr + 0.7152 * lg + 0.0722 * lb
    }
    const behind = (element: Element | null): Rgba => {
      if (element === null) return [255, 255, 255, 1]
      const own = parse(getComputedStyle(element).backgroundColor)
      return own[3] === 1 ? own : over(own, behind(element.parentElement))
    }
    const low: string[] = []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) {
      const text = walker.currentNode.nodeValue!.trim()
      const element = walker.currentNode.parentElement!
      if (text === '' || !element.checkVisibility() || element.closest('.visually-hidden, script, option')) continue
      const background = behind(element)
      const ink = over(parse(getComputedStyle(element).color), background)
      const [dark = 0, bright = 0] = [luminance(ink), luminance(background)].sort((a, b) => a - b)
      const ratio = (bright + 0.05) / (dark + 0.05)
      if (ratio < least) low.push(`${ratio.toFixed(2)} ${text.slice(0, 40)}`)
    }
    return low
  }, TEXT_CONTRAST)
}

interface AxNode {
  ignored: boolean
  role?: { value: string }
  name?: { value: string }
}

/** Roles of things one can use that a screen reader would announce without a name. */
export async function findNameless(page: Page): Promise<string[]> {
  const { nodes } = await page.cdp.send<{ nodes: AxNode[] }>('Accessibility.getFullAXTree')
  const used = new Set([
    'button',
    'tab',
    'switch',
    'combobox',
    'searchbox',
    'textbox',
    'spinbutton',
    'link',
    'tabpanel',
    'tablist',
    'checkbox',
  ])
  return nodes
    .filter(({ ignored, role, name }) => !ignored && role !== undefined && used.has(role.value) && !name?.value)
    .map(({ role }) => role!.value)
}
