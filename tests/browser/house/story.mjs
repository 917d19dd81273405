// A story: one visitor, with a browser context of their own, who must meet no error on the way.

import assert from 'node:assert/strict'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import test from 'node:test'
import { browserWith } from './cards.mjs'
import { house, screenshots } from './house.mjs'
import { words } from './words.mjs'

// Milliseconds; the longest story takes a tenth of it on an idle machine.
const LONGEST = 60_000

/**
 * Tells a story. `language` is what the browser prefers; `scripts: false` is a browser without
 * JavaScript; `refusals` are the statuses of refusal that the story means to meet; `cards` are those of
 * somebody with a browser of their own; `longest` is how long it may take, in milliseconds; the rest goes to the browser context as it is.
 */
export function story(title, { longest = LONGEST, ...options }, tell) {
  test(title, { timeout: longest }, async () => {
    const visitor = await visit(options)
    try {
      await tell(visitor)
      assert.deepEqual(visitor.problems(), [])
    } catch (error) {
      await keepSight(visitor, title)
      throw error
    } finally {
      await visitor.context.close()
      await visitor.leave()
    }
  })
}

/** Somebody with a browser that knows nothing yet. */
export async function visit({ language = 'es', scripts = true, refusals = [], cards, ...rest } = {}) {
  const { browser, close } = cards ? await browserWith(cards) : { browser: house.browser, close: () => {} }
  const context = await browser.newContext({
    locale: { es: 'es-ES', en: 'en-GB' }[language],
    timezoneId: 'Europe/Madrid',
    viewport: { width: 1000, height: 800 },
    javaScriptEnabled: scripts,
    ...rest,
  })
  context.setDefaultTimeout(15_000)
  const watch = watchOver(context, refusals)
  const page = await context.newPage()
  return { context, page, language, words: words[language], leave: close, ...watch }
}

// What the browser complains of, and whom it asks: a page that needs a third party is a fault.
function watchOver(context, refusals) {
  const complaints = []
  const requests = []
  // Each agency has another host, to which it sends on who asks for that.
  const agencies = Object.values(house.agencies).flatMap((url) => [url, url.replace('https://', 'https://sede.')])
  const ours = [house.hub, ...agencies].map((url) => new URL(url).origin)
  const meant = refusals.map((status) => `the server responded with a status of ${status} `)
  context.on('console', (message) => {
    const quiet = meant.some((words) => message.text().includes(words))
    if (['error', 'warning'].includes(message.type()) && !quiet) complaints.push(message.text())
  })
  context.on('weberror', ({ error }) => complaints.push(String(error())))
  context.on('request', (request) => {
    requests.push(request)
    const { protocol, origin } = new URL(request.url())
    const isCertificateHost = origin.endsWith(`.${house.demonstration.certificate_host}`)
    if (protocol !== 'data:' && protocol !== 'chrome:' && !ours.includes(origin) && !isCertificateHost) complaints.push(`asked ${origin}`)
  })
  return {
    requests,
    /** What went wrong in the browser: errors, breaches of the policy, strangers asked. */
    problems: () => complaints,
    /** Takes a complaint as meant: it must be there. */
    forgive: (words) => {
      const at = complaints.findIndex((one) => words.test(one))
      assert.notEqual(at, -1, `the browser complains of ${words}`)
      complaints.splice(at, 1)
    },
    /** What was posted to paths with this ending. */
    posts: (ending) =>
      requests.filter((one) => one.method() === 'POST' && new URL(one.url()).pathname.endsWith(ending)),
  }
}

async function keepSight({ context }, title) {
  await mkdir(screenshots, { recursive: true })
  const name = title.replaceAll(/[^\p{L}\d]+/gu, '-')
  for (const [n, page] of context.pages().entries()) {
    const file = path.join(screenshots, `failed-${name}-${n}.png`)
    await page.screenshot({ path: file, fullPage: true }).catch(() => {})
  }
}
