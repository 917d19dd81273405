// What assistive technology is given: the accessibility tree of a page, word for word.

import assert from 'node:assert/strict'
import { citizen, house } from '../house/house.mjs'
import { arrive, choosePassword, comeFromAgency, comeToPassword, letGoOut, sendPassword } from '../house/steps.mjs'
import { story } from '../house/story.mjs'

// Of the fifteen minutes of a step less than two are left.
const NEARLY_OVER = 13 * 60_000 + 1000

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
      - button "Certificado o DNI electrónico"
      - paragraph: Con un certificado instalado en este aparato, o con tu DNI y un lector
    - listitem:
      - button "Contraseña"
      - paragraph: Con tu DNI o NIE y tu contraseña de Cl@ve Permanente
    - listitem:
      - button "PIN por SMS"
      - paragraph: Con tu DNI o NIE, un dato que está en él y un PIN que enviamos a tu móvil
  - group: No estoy registrado
  - button "Cancelar y volver a Puntos del permiso"
  - status
  - paragraph: Puedes estar en este paso hasta las {clock}.
  - button "Necesito más tiempo"
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
  - paragraph: "Nivel de seguridad que pide: bajo"
  - heading "Entra con tu contraseña" [level=1]
  - paragraph: Comprueba que la dirección empieza por {hub}
  - text: DNI o NIE 8 números y una letra, o X, Y o Z, 7 números y una letra
  - textbox "DNI o NIE"
  - text: Contraseña
  - textbox "Contraseña"
  - button "Mostrar la contraseña": Mostrar
  - button "Continuar"
  - button "Elegir otra forma de entrar"
  - button "Cancelar y volver a Puntos del permiso"
  - status
  - paragraph: Puedes estar en este paso hasta las {clock}.
  - button "Necesito más tiempo"`.trim(),
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
  - paragraph: "Nivel de seguridad que pide: bajo"
  - heading "Entra con tu contraseña" [level=1]
  - paragraph: Comprueba que la dirección empieza por {hub}
  - text: DNI o NIE 8 números y una letra, o X, Y o Z, 7 números y una letra
  - textbox "DNI o NIE": 11111111H
  - text: Contraseña
  - paragraph: "Error: El número de documento o la contraseña no son correctos"
  - textbox "Contraseña" [invalid]
  - button "Mostrar la contraseña": Mostrar
  - button "Continuar"
  - button "Elegir otra forma de entrar"
  - button "Cancelar y volver a Puntos del permiso"
  - status
  - paragraph: Puedes estar en este paso hasta las {clock}.
  - button "Necesito más tiempo"`.trim(),
  )
})

story('announced: going on with an earlier login', {}, async ({ page }) => {
  await page.goto(`${house.hub}/muestras/continue`)
  assert.equal(await tree(page, 'main'), `
- main:
  - paragraph: "Vas a entrar en: Agencia de Ejemplo"
  - paragraph: "Nivel de seguridad que pide: sustancial"
  - heading "Continúa como C*** E***" [level=1]
  - paragraph: Ya has entrado antes en este navegador. Puedes seguir sin demostrar otra vez quién eres.
  - term: Hora a la que entraste
  - definition: 9:20
  - term: Forma de entrar
  - definition: Contraseña
  - term: Nivel de seguridad
  - definition: Sustancial
  - paragraph: "Si no eres tú, o quieres entrar de otra forma, no continúes: usa el otro botón."
  - paragraph: Si el ordenador no es tuyo, cierra el navegador al terminar.
  - paragraph: Comprueba que la dirección empieza por {hub}
  - button "Continuar como C*** E***"
  - button "Entrar con otra identidad o de otra forma"
  - button "Cancelar y volver a Agencia de Ejemplo"
  - status
  - paragraph: Puedes estar en este paso hasta las {clock}.
  - button "Necesito más tiempo"`.trim())
})

story('announced: the data that go out', {}, async ({ page }) => {
  await page.goto(`${house.hub}/muestras/release-asks`)
  assert.equal(await tree(page, 'main'), `
- main:
  - paragraph: "Vas a entrar en: Agencia de Ejemplo"
  - paragraph: "Nivel de seguridad que pide: sustancial"
  - heading "¿Enviamos estos datos a Agencia de Ejemplo?" [level=1]
  - paragraph: Solo los enviamos si estás de acuerdo.
  - paragraph: Te enseñamos esta página porque ahora enviaríamos datos que la última vez no enviamos.
  - term: Número de documento
  - definition: 12345678Z
  - term: Nombre
  - definition: JUANA
  - term: Apellidos
  - definition: ESPAÑOLA ESPAÑOLA
  - term: Forma de entrar
  - definition: Contraseña
  - group "Datos que puedes añadir":
    - text: Datos que puedes añadir No hacen falta para entrar. Solo enviamos los que marques.
    - 'checkbox "Primer apellido: ESPAÑOLA"'
    - text: "Primer apellido:"
    - strong: ESPAÑOLA
    - 'checkbox "Fecha de nacimiento: 01-02-1980"'
    - text: "Fecha de nacimiento:"
    - strong: 01-02-1980
    - 'checkbox "Nivel de registro: Avanzado"'
    - text: "Nivel de registro:"
    - strong: Avanzado
  - heading "Antes de decidir" [level=2]
  - list:
    - listitem: Solo este organismo recibe estos datos.
    - listitem: Si los envías, no te lo volvemos a preguntar en un año, salvo que haya que enviar otros datos.
    - listitem: Si no los envías, vuelves al organismo sin entrar, y no recibe ningún dato tuyo.
  - paragraph: Si el ordenador no es tuyo, cierra el navegador al terminar.
  - button "Enviar y continuar"
  - button "No enviar"
  - status
  - paragraph: Puedes estar en este paso hasta las {clock}.
  - button "Necesito más tiempo"`.trim())
})

story('announced: what is missing', { refusals: [403] }, async (visitor) => {
  const { page } = visitor
  await comeFromAgency(visitor, page, house.agencies.hacienda)
  await choosePassword(visitor)
  await sendPassword(visitor, citizen('12345678Z'))
  await arrive(page, 'Este servicio pide un nivel de seguridad más alto')
  assert.equal(await tree(page, 'main'), `
- main:
  - paragraph: "Organismo: Borrador de la renta"
  - paragraph: "Nivel de seguridad que pide: sustancial"
  - heading "Este servicio pide un nivel de seguridad más alto" [level=1]
  - paragraph: Pide un nivel sustancial, y has llegado a un nivel bajo.
  - paragraph: "Tu registro es básico: con él, la forma en la que has entrado no llega al nivel que pide este servicio. Elige una de las de abajo, o sube tu registro a avanzado en una oficina de registro y empieza de nuevo."
  - heading "Qué puedes hacer" [level=2]
  - paragraph: "Puedes llegar al nivel que pide el servicio con:"
  - list:
    - listitem: Certificado o DNI electrónico
  - button "Elegir otra forma de entrar"
  - button "Volver a Borrador de la renta"
  - paragraph: No hemos enviado ningún dato tuyo a Borrador de la renta.
  - paragraph: Si preguntas por esto a Borrador de la renta o a nosotros, di este número de referencia.
  - term: "Número de referencia:"
  - definition: {reference}
  - term: "Fecha y hora:"
  - definition: {moment} (hora peninsular)
  - status
  - paragraph: Puedes estar en este paso hasta las {clock}.
  - button "Necesito más tiempo"`.trim())
})

story('announced: the way back, without JavaScript', { scripts: false }, async (visitor) => {
  const { page } = visitor
  await comeToPassword(visitor)
  await sendPassword(visitor, citizen('00000000T'))
  await letGoOut(page)
  await arrive(page, 'Volviendo a Puntos del permiso')
  assert.equal(await tree(page, 'main'), `
- main:
  - heading "Volviendo a Puntos del permiso" [level=1]
  - paragraph: La última vez entraste el {moment} (hora peninsular).
  - paragraph: Pulsa Continuar si la página no cambia sola.
  - button "Continuar"`.trim())
})

story('announced: the dialog before the end', {}, async (visitor) => {
  const { page } = visitor
  await page.clock.install()
  await comeToPassword(visitor)
  await page.clock.runFor(NEARLY_OVER)
  await page.getByRole('dialog').waitFor()
  assert.equal(await tree(page, 'main'), `
- main:
  - paragraph: "Vas a entrar en: Puntos del permiso"
  - paragraph: "Nivel de seguridad que pide: bajo"
  - heading "Entra con tu contraseña" [level=1]
  - paragraph: Comprueba que la dirección empieza por {hub}
  - text: DNI o NIE 8 números y una letra, o X, Y o Z, 7 números y una letra
  - textbox "DNI o NIE"
  - text: Contraseña
  - textbox "Contraseña"
  - button "Mostrar la contraseña": Mostrar
  - button "Continuar"
  - button "Elegir otra forma de entrar"
  - button "Cancelar y volver a Puntos del permiso"
  - status: Quedan menos de 2 minutos
  - paragraph: Puedes estar en este paso hasta las {clock}.
  - button "Necesito más tiempo"
  - dialog "¿Necesitas más tiempo?":
    - heading "¿Necesitas más tiempo?" [level=2]
    - paragraph: Este paso se cierra a las {clock}. Si sigues, no se pierde lo que has escrito.
    - button "Seguir"`.trim())
})

async function tree(page, selector) {
  const whole = await page.locator(selector).ariaSnapshot()
  return whole
    .replaceAll(house.hub, '{hub}')
    .replaceAll(/(?<=\/t\/)[0-9a-f]{32}/g, '{journey}')
    .replaceAll(/(?<=\b(hasta|a) las )\d{1,2}:\d\d/g, '{clock}')
    .replaceAll(/([2-9A-HJ-NP-Z]{4}-){2}[2-9A-HJ-NP-Z]{4}/g, '{reference}')
    .replaceAll(/\d{1,2} de [a-z]+ de 20\d\d, \d{1,2}:\d\d/g, '{moment}')
}
