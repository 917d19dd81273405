// What every page must be, whatever is on it.

import assert from 'node:assert/strict'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { house, screenshots } from './house.mjs'

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice', 'EN-301-549']
const WIDE = { width: 1000, height: 800 }
const NARROW = { width: 320, height: 640 }

/**
 * Looks a page over: axe, one heading that is also the title, its language, no sideways scroll at
 * 320 px (WCAG 1.4.10). Keeps a picture of it, wide and narrow, under the name.
 */
export async function inspect(page, name, { language = 'es', prefix = '' } = {}) {
  assert.equal(await page.locator('html').getAttribute('lang'), language)
  const headings = await page.getByRole('heading', { level: 1 }).allTextContents()
  assert.equal(headings.length, 1, `one main heading: ${headings}`)
  if (page.url().startsWith(house.hub)) {
    assert.equal(await page.title(), `${prefix}${headings[0]} – Zaguán`)
    assert.equal(await page.getByText(BAND[language]).count(), 1, 'the band of the demonstration')
  } else {
    assert.equal(await page.title(), headings[0])
  }
  assert.deepEqual(await axe(page), [])
  await picture(page, `${name}-1000`)
  await page.setViewportSize(NARROW)
  assert.equal(await sidewaysScroll(page), 0, 'no sideways scroll at 320 px')
  await picture(page, `${name}-320`)
  await page.setViewportSize(WIDE)
}

const BAND = {
  es: 'Demostración.',
  ca: 'Demostració.',
  gl: 'Demostración.',
  eu: 'Erakustaldia.',
  en: 'Demonstration.',
}

/**
 * What axe finds wrong. It calls text in the very colour of its background «incomplete», so contrast
 * that it is not sure of counts too.
 */
export async function axe(page) {
  await page.evaluate(hurryTimers)
  // Legacy: in this page alone, which has no frames, instead of in a second one as well. What it would
  // load before it starts is for rules that are not among ours.
  const found = await new AxeBuilder({ page })
    .setLegacyMode()
    .options({ preload: false })
    .withTags(RULES)
    .analyze()
  const unsure = found.incomplete.filter((rule) => rule.id === 'color-contrast')
  return [...found.violations, ...unsure].map(
    (rule) => `${rule.id}: ${rule.nodes.map((node) => node.target).join(' ')}`,
  )
}

// axe waits for timers, and without JavaScript none ever rings. Promises are kept even there.
function hurryTimers() {
  window.setTimeout = (act, _, ...values) => {
    Promise.resolve().then(() => act(...values))
    return 0
  }
}

/** By how many pixels the page is wider than its window. */
export async function sidewaysScroll(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
}

/** Keeps a picture of the whole page. */
export async function picture(page, name) {
  await mkdir(screenshots, { recursive: true })
  await page.screenshot({ path: path.join(screenshots, `${name}.png`), fullPage: true })
}
