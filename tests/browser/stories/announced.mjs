// What assistive technology is given: the accessibility tree of a page, word for word.

import assert from 'node:assert/strict'
import { house } from '../house/house.mjs'
import { comeFromAgency, comeToPassword, sendPassword } from '../house/steps.mjs'
import { story } from '../house/story.mjs'

story('announced: the choice of a method', {}, async (visitor) => {
  await comeFromAgency(visitor)
  assert.equal(
    await tree(visitor.page, 'body'),
    `
- link "Saltar al contenido principal":
  - /url: "#main-content"
- banner:
  - paragraph:
    - strong: Demostración.
    - text: Las personas y los organismos son inventados. No escribas datos tuyos.
  - text: Zaguán
  - navigation "Idiomas":
    - list:
      - listitem: Español
      - listitem:
        - link "Català":
          - /url: /t/{journey}?lang=ca
      - listitem:
        - link "Galego":
          - /url: /t/{journey}?lang=gl
      - listitem:
        - link "Euskara":
          - /url: /t/{journey}?lang=eu
      - listitem:
        - link "English":
          - /url: /t/{journey}?lang=en
- main:
  - paragraph: "Vas a entrar en: Puntos del permiso"
  - heading "Elige cómo entrar" [level=1]
  - paragraph: "Este servicio pide un nivel de seguridad bajo: puedes entrar de cualquiera de estas formas."
  - paragraph: Comprueba que la dirección empieza por {hub}
  - list:
    - listitem:
      - button "Contraseña"
      - paragraph: Con tu DNI o NIE y tu contraseña de Cl@ve Permanente
  - button "Cancelar y volver a Puntos del permiso"
- contentinfo:
  - heading "Información de este servicio" [level=2]
  - list:
    - listitem:
      - link "Ayuda":
        - /url: /ayuda
    - listitem:
      - link "Privacidad":
        - /url: /privacidad
    - listitem:
      - link "Accesibilidad":
        - /url: /accesibilidad`.trim(),
  )
})

story('announced: the password', {}, async (visitor) => {
  await comeToPassword(visitor)
  assert.equal(
    await tree(visitor.page, 'main'),
    `
- main:
  - paragraph: "Vas a entrar en: Puntos del permiso"
  - heading "Entra con tu contraseña" [level=1]
  - paragraph: Comprueba que la dirección empieza por {hub}
  - text: DNI o NIE 8 números y una letra, o X, Y o Z, 7 números y una letra
  - textbox "DNI o NIE"
  - text: Contraseña
  - textbox "Contraseña"
  - button "Mostrar la contraseña": Mostrar
  - button "Continuar"
  - button "Cancelar y volver a Puntos del permiso"`.trim(),
  )
})

story('announced: the password, after a wrong one', { refusals: [422] }, async (visitor) => {
  const { page } = visitor
  await comeToPassword(visitor)
  await sendPassword(visitor, { document: '11111111H', password: 'no-es-esta' })
  await page.locator('.govuk-error-summary:focus').waitFor()
  assert.equal(
    await tree(page, 'main'),
    `
- main:
  - alert:
    - heading "Hay un problema" [level=2]
    - list:
      - listitem:
        - link "El número de documento o la contraseña no son correctos":
          - /url: "#clave"
  - paragraph: "Vas a entrar en: Puntos del permiso"
  - heading "Entra con tu contraseña" [level=1]
  - paragraph: Comprueba que la dirección empieza por {hub}
  - text: DNI o NIE 8 números y una letra, o X, Y o Z, 7 números y una letra
  - textbox "DNI o NIE": 11111111H
  - text: Contraseña
  - paragraph: "Error: El número de documento o la contraseña no son correctos"
  - textbox "Contraseña" [invalid]
  - button "Mostrar la contraseña": Mostrar
  - button "Continuar"
  - button "Cancelar y volver a Puntos del permiso"`.trim(),
  )
})

async function tree(page, selector) {
  const whole = await page.locator(selector).ariaSnapshot()
  return whole.replaceAll(house.hub, '{hub}').replaceAll(/(?<=\/t\/)[0-9a-f]{32}/g, '{journey}')
}
