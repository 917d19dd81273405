# Español: el idioma de referencia. Lo que falte en otro idioma se muestra en este.

## En todas las páginas

skip = Saltar al contenido principal
languages = Idiomas
entering = Vas a entrar en:
agency-label = Organismo:
error-prefix = Error:
problem = Hay un problema
warning = Atención:
continue = Continuar
cancel = Cancelar
cancel-to = Cancelar y volver a
other-ways = Elegir otra forma de entrar
host-hint = Comprueba que la dirección empieza por https://{ $host }
footer = Información de este servicio
help = Ayuda
privacy = Privacidad
accessibility = Accesibilidad
demonstration = Demostración.
    .why = Las personas y los organismos son inventados. No escribas datos tuyos.

## Contraseña visible u oculta

show = Mostrar
hide = Ocultar
show-password = Mostrar la contraseña
hide-password = Ocultar la contraseña
password-shown = La contraseña se ve en la pantalla
password-hidden = La contraseña está oculta

## Horas y días (hora peninsular española)

clock = { $hour }:{ $minute }
moment =
    { $day } de { $month ->
        [1] enero
        [2] febrero
        [3] marzo
        [4] abril
        [5] mayo
        [6] junio
        [7] julio
        [8] agosto
        [9] septiembre
        [10] octubre
        [11] noviembre
       *[12] diciembre
    } de { $year }, { $hour }:{ $minute } (hora peninsular)

## Elige cómo entrar

choose-heading = Elige cómo entrar
choose-none = Ahora no hay ninguna forma de entrar en este servicio.
level-low = Este servicio pide un nivel de seguridad bajo: puedes entrar de cualquiera de estas formas.
level-substantial = Este servicio pide un nivel de seguridad sustancial: no todas las formas de entrar sirven.
level-high = Este servicio pide un nivel de seguridad alto: solo sirven las formas de entrar más seguras.
why-not = ¿Por qué no veo otras formas de entrar?
why-not-level = No alcanza el nivel de seguridad que pide este servicio.
why-not-excluded = Este servicio no la acepta.
why-not-out-of-order = No funciona ahora. Prueba otra forma.

## Volver al organismo

returning-heading =
    { $known ->
        [true] Volviendo a { $agency }
       *[false] Volviendo al servicio
    }
returning-press = Pulsa Continuar si la página no cambia sola.

## Cuando no se puede seguir: qué ha pasado, por qué (.why), qué hacer (.do)

reference = Número de referencia
at = Fecha y hora
back-to-agency =
    { $known ->
        [true] Volver a { $agency }
       *[false] Volver al organismo
    }
current-step = Ir al paso actual
not-sent =
    { $known ->
        [true] No hemos enviado ningún dato tuyo a { $agency }.
       *[false] No hemos enviado ningún dato tuyo a ningún organismo.
    }
not-sent-again = No hemos vuelto a enviar tus datos.
not-kept = No hemos guardado nada de lo que has enviado.

refusal-unknown-agency =
    { $known ->
        [true] { $agency } nos ha enviado una petición que no podemos aceptar
       *[false] Un organismo nos ha enviado una petición que no podemos aceptar
    }
    .why = La petición viene de un servicio que no conocemos. No es culpa tuya.
    .do = Vuelve a la página del organismo y empieza de nuevo. Si pasa otra vez, avisa al organismo y dile el número de referencia.
refusal-untrusted-request =
    { $known ->
        [true] { $agency } nos ha enviado una petición que no podemos aceptar
       *[false] Un organismo nos ha enviado una petición que no podemos aceptar
    }
    .why = No hemos podido comprobar que la petición sea de ese organismo. No es culpa tuya.
    .do = Vuelve a la página del organismo y empieza de nuevo. Si pasa otra vez, avisa al organismo y dile el número de referencia.
refusal-malformed-request =
    { $known ->
        [true] { $agency } nos ha enviado una petición que no podemos aceptar
       *[false] Un organismo nos ha enviado una petición que no podemos aceptar
    }
    .why = La petición ha llegado incompleta o mal escrita. No es culpa tuya.
    .do = Vuelve a la página del organismo y empieza de nuevo. Si pasa otra vez, avisa al organismo y dile el número de referencia.
refusal-stale-request = La petición ya no es válida
    .why = Ha pasado demasiado tiempo desde que el organismo la envió, o el reloj de su servidor no va bien.
    .do = Vuelve a la página del organismo y empieza de nuevo. Si pasa otra vez, avisa al organismo y dile el número de referencia.
refusal-request-used = Esta petición ya se ha usado
    .why = Cada petición sirve una sola vez. Quizá has vuelto atrás o has cargado la página otra vez.
    .do = Vuelve a la página del organismo y empieza de nuevo.
refusal-mid-journey = No puedes empezar desde esta página
    .why = Esta página es de una operación que empezó en otro navegador, o que ya no existe.
    .do = Ve a la página del organismo en el que quieres entrar y empieza allí.
refusal-finished = Esta operación ya ha terminado
    .why = Ya has vuelto al organismo, o la operación se ha cancelado.
    .do = Si quieres entrar otra vez, empieza de nuevo en la página del organismo.
refusal-step-done = Este paso ya está hecho
    .why = Has vuelto a una página anterior, o el formulario se ha enviado dos veces.
    .do = Sigue en el paso en el que estás ahora.
refusal-timeout = Ha pasado demasiado tiempo
    .why = Para protegerte, cerramos la operación cuando pasa un tiempo.
    .do = Vuelve a la página del organismo y empieza de nuevo.
refusal-no-cookies = Tu navegador no acepta cookies
    .why = Mientras entras necesitamos una cookie, para saber que sigues siendo tú.
    .do = Permite las cookies de este sitio en tu navegador. Después vuelve a la página del organismo y empieza de nuevo.
refusal-not-found = No encontramos esta página
    .why = Quizá la dirección está mal escrita, o la página ya no existe.
    .do = Comprueba la dirección. Si quieres entrar en un servicio, empieza en la página del organismo.
refusal-method-not-allowed = Esta página no se puede abrir así
    .why = A esta dirección solo se llega con el botón de otra página.
    .do = Vuelve atrás y usa el botón. Si quieres entrar en un servicio, empieza en la página del organismo.
refusal-too-large = Lo que nos ha llegado es demasiado grande
    .why = Ocupa más de lo que aceptamos en esta página.
    .do = Vuelve a la página del organismo y empieza de nuevo. Si pasa otra vez, avisa al organismo y dile el número de referencia.
refusal-unsupported-type = No podemos leer lo que nos ha llegado
    .why = Ha llegado en un formato que no aceptamos en esta página.
    .do = Vuelve a la página del organismo y empieza de nuevo. Si pasa otra vez, avisa al organismo y dile el número de referencia.
refusal-bad-form = No podemos leer el formulario
    .why = Ha llegado incompleto o dañado.
    .do = Vuelve atrás, carga la página otra vez y rellena el formulario de nuevo.
refusal-cross-site = No hemos aceptado este formulario
    .why = No viene de una página nuestra, o la página llevaba abierta demasiado tiempo.
    .do = Vuelve atrás, carga la página otra vez y prueba de nuevo. Antes de escribir tus datos, comprueba siempre la dirección de la página.
refusal-too-many = Demasiados intentos
    .why = Desde tu conexión nos han llegado demasiadas peticiones en poco tiempo.
    .do =
        { $until ->
            [none] Espera unos minutos y prueba otra vez.
           *[other] Puedes probar otra vez a las { $until }.
        }
refusal-no-way = Este servicio pide un nivel de seguridad más alto
    .why = Ninguna de las formas de entrar que tenemos ahora llega al nivel que pide el servicio.
    .do = Vuelve al organismo: quizá te puede atender de otra manera.
refusal-busy = Ahora no podemos comprobar tus datos
    .why = Una parte de nuestro sistema no responde. No es culpa tuya.
    .do = Espera unos minutos y prueba otra vez.
refusal-problem = Tenemos un problema
    .why = Algo ha fallado en nuestro sistema. No es culpa tuya.
    .do = Prueba otra vez dentro de unos minutos. Si pasa de nuevo, guarda el número de referencia: con él podemos buscar qué ha fallado.

## Ayuda

help-what = Qué es esta página
    .text = Es la puerta de entrada a los servicios de los organismos públicos. Aquí demuestras quién eres, y nosotros se lo decimos al organismo en el que quieres entrar.
help-stuck = Si no puedes entrar
    .start = Empieza siempre en la página del organismo. Desde aquí no se puede empezar.
    .other = Si una forma de entrar no funciona, elige otra, si la hay.
    .reference = Si ves un número de referencia, guárdalo: con él se puede buscar qué ha pasado.
help-safe = Cuida tu contraseña y tus códigos
    .nobody = No se los des a nadie. Nunca te los pediremos por teléfono, por correo ni por SMS.

## Privacidad

privacy-what = Qué datos usamos
    .text = Para saber quién eres usamos tu número de documento y lo que escribes al entrar. Tus datos se guardan cifrados mientras dura la operación, y solo tu navegador tiene la llave.
privacy-who = Quién los recibe
    .text = El organismo en el que entras recibe tu nombre, tus apellidos y tu número de documento, y sabe cómo has entrado. Nadie más los recibe.
privacy-trace = Qué apuntamos
    .text = Apuntamos a qué organismo se ha entrado, cuándo, de qué forma y con qué nivel de seguridad. En esa lista no está tu nombre ni tu número de documento.
privacy-cookies = Cookies
    .text = Usamos solo las cookies necesarias: una para la operación y otra para recordar tu idioma. No hay cookies de publicidad ni de estadísticas.

## Accesibilidad

accessibility-state = Cómo son estas páginas
    .text = Hemos hecho estas páginas para que cumplan las pautas WCAG 2.2, nivel AA. Funcionan sin JavaScript, con teclado y con letra grande.
    .checked = Un programa comprueba las páginas en cada cambio. Todavía no las ha revisado una persona con lector de pantalla.
accessibility-complain = Si encuentras un problema
    .text = El Real Decreto 1112/2018 te da derecho a comunicar problemas de accesibilidad y a pedir la información de otra forma. El responsable de este servicio tiene que publicar aquí dónde hacerlo.
