// Every page that there is, with made-up facts, looked over as those on the way are.

import assert from 'node:assert/strict'
import { house } from '../house/house.mjs'
import { axe, inspect, sidewaysScroll } from '../house/inspection.mjs'
import { story } from '../house/story.mjs'

const LANGUAGES = ['ca', 'gl', 'eu', 'en']
const NARROW = { width: 320, height: 640 }
const WIDE = { width: 1000, height: 800 }
// Each shard of the pages is a story of its own.
const SHARDS = 6

for (let shard = 0; shard < SHARDS; shard += 1) {
  story(`every page can be used wide and narrow, ${shard + 1} of ${SHARDS}`, {}, async ({ page }) => {
    for (const name of (await names()).filter((_, n) => n % SHARDS === shard)) {
      await page.goto(`${house.hub}/muestras/${name}`)
      const prefix = (await page.locator('.govuk-error-summary').count()) > 0 ? 'Error: ' : ''
      await inspect(page, `sample-${name}`, { prefix })
      await page.setViewportSize(NARROW)
      assert.deepEqual(await axe(page), [], `${name} at 320 px`)
      await page.setViewportSize(WIDE)
    }
  })
}

for (const language of LANGUAGES) {
  story(`every page can be read in ${language}`, {}, async (visitor) => {
    const { page, context } = visitor
    await context.addCookies([{ name: '__Host-l', value: language, url: house.hub, secure: true }])
    await page.setViewportSize(NARROW)
    for (const name of await names()) {
      await page.goto(`${house.hub}/muestras/${name}`)
      const headings = await page.getByRole('heading', { level: 1 }).allTextContents()
      assert.equal(headings.length, 1, name)
      assert.ok((await page.title()).endsWith(`${headings[0]} – Zaguán`), name)
      assert.equal(await page.locator('html').getAttribute('lang'), language, name)
      assert.deepEqual(await page.locator(`main [lang]:not([lang=${language}])`).allTextContents(), [], name)
      assert.equal(await sidewaysScroll(page), 0, `${name} scrolls sideways in ${language}`)
    }
  })
}

// Pages that go on to an agency by themselves do so as soon as they are there: they are looked over on the way.
async function names() {
  const answer = await house.browser.newPage()
  try {
    await answer.goto(`${house.hub}/muestras`)
    const all = await answer.locator('main li').allTextContents()
    assert.ok(all.length > 50, `${all.length} pages`)
    return all.filter((name) => !/^(returning(-first|-again)?|telling(-form)?|left-back)$/.test(name))
  } finally {
    await answer.close()
  }
}
