# Español: el idioma de referencia. Lo que falte en otro idioma se muestra en este.

## En todas las páginas

skip = Saltar al contenido principal
languages = Idiomas
entering = Vas a entrar en:
asks = Nivel de seguridad que pide: { $level }
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
clock-exact = { $hour }:{ $minute }:{ $second }
date =
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
    } de { $year }
moment = { date }, { $hour }:{ $minute } (hora peninsular)

## Una fecha, en tres campos

day = Día
month = Mes
year = Año

## El dato de contraste: lo que además pone en el documento

contrast-date = ¿Hasta qué fecha es válido tu DNI?
    .hint = Por ejemplo, 27 3 2031. Si tu DNI es permanente (01-01-9999), escribe la fecha de expedición
    .where = En la cara de la fotografía, junto a «Validez» o «Válido hasta». La fecha de expedición está junto a «Emisión».
contrast-date-empty = Escribe la fecha de validez de tu DNI
contrast-date-form = La fecha tiene que ser real, por ejemplo 27 3 2031
contrast-date-permanent = Tu DNI es permanente. Escribe la fecha de expedición
contrast-support = Número de soporte de tu tarjeta
    .hint = Una letra y 8 números, por ejemplo E00123456
    .where = En la tarjeta de extranjero empieza por E y está en la cara de la fotografía, arriba. En el certificado de ciudadano de la Unión empieza por C.
contrast-support-empty = Escribe el número de soporte de tu tarjeta
contrast-support-form = El número de soporte tiene que tener una E o una C y 8 números, por ejemplo E00123456
contrast-where = ¿Dónde está?

## Hasta cuándo está abierto un paso

limit = Puedes estar en este paso hasta las { $clock }.
    .last = No se puede alargar más. Si no llegas a tiempo, empieza de nuevo en la página del organismo.
    .more = Necesito más tiempo
    .soon = Quedan menos de 2 minutos
    .failed = No hemos podido alargar el tiempo. Comprueba tu conexión y prueba otra vez.
limit-more = ¿Necesitas más tiempo?
    .text = Este paso se cierra a las { $clock }. Si sigues, no se pierde lo que has escrito.
    .answer = Seguir
limit-last = Se acaba el tiempo
    .text = Este paso se cierra a las { $clock } y no se puede alargar más.
    .answer = Entendido

## Elige cómo entrar

choose-heading = Elige cómo entrar
choose-none = Ahora no hay ninguna forma de entrar en este servicio.
level-low = Este servicio pide un nivel de seguridad bajo: puedes entrar de cualquiera de estas formas.
level-substantial = Este servicio pide un nivel de seguridad sustancial: no todas las formas de entrar sirven.
level-high = Este servicio pide un nivel de seguridad alto: solo sirven las formas de entrar más seguras.
session-level = Ya has entrado como { $name }, pero este servicio pide más seguridad.
session-method = Ya has entrado como { $name }, pero este servicio no acepta la forma en la que entraste.
session-forced = Ya has entrado como { $name }, pero este servicio pide que demuestres otra vez quién eres.
why-not = ¿Por qué no veo otras formas de entrar?
why-not-level = No da el nivel de seguridad que pide este servicio.
why-not-excluded = Este servicio no la acepta.
why-not-out-of-order = No funciona ahora. Prueba otra forma.
not-registered = No estoy registrado
    .how = Para entrar tienes que registrarte antes. Puedes hacerlo en una oficina de registro, con tu documento de identidad, o con certificado, donde tu administración lo ofrezca.
    .then = Después vuelve a la página del organismo y empieza de nuevo.

## Niveles y formas de entrar, dichos en una palabra

way-in = Forma de entrar
assurance = Nivel de seguridad
assurance-low = Bajo
    .inline = bajo
assurance-substantial = Sustancial
    .inline = sustancial
assurance-high = Alto
    .inline = alto
registration-basic = Básico
registration-advanced = Avanzado

## Continúa como…

continue-heading = Continúa como { $name }
continue-before = Ya has entrado antes en este navegador. Puedes seguir sin demostrar otra vez quién eres.
continue-at = Hora a la que entraste
continue-stranger = Si no eres tú, o quieres entrar de otra forma, no continúes: usa el otro botón.
continue-as = Continuar como { $name }
continue-other = Entrar con otra identidad o de otra forma
shared-computer = Si el ordenador no es tuyo, cierra el navegador al terminar.

## Cuando lo demostrado no basta

step-up-level = Ya has entrado como { $name }. Este servicio pide más seguridad
    .why = Para seguir, demuestra quién eres de una forma más segura.
step-up-age = Ya has entrado como { $name }, pero hace demasiado tiempo
    .why = Para ese nivel hay que haber demostrado hace poco quién eres. Por eso te lo pedimos otra vez.
step-up-method = Ya has entrado como { $name }, pero este servicio no acepta la forma en la que entraste
    .why = Para seguir, elige una de las formas que sí acepta.
step-up-needed = Este servicio pide un nivel de seguridad { $level }.
step-up-reached =
    { $level ->
        [none] Lo que has demostrado hasta ahora no vale para este servicio.
       *[other] Hasta ahora has demostrado quién eres con nivel { $level }.
    }
    .still =
        { $level ->
            [none] Lo que has demostrado hasta ahora no vale para este servicio.
           *[other] Lo que has demostrado hasta ahora vale aquí como nivel { $level }.
        }
step-up-new-phone = Tu teléfono es nuevo en tu registro. Por seguridad, durante un tiempo los códigos que enviamos a él solo valen para el nivel bajo.
step-up-basic = Tu registro es básico: con él, la forma en la que has entrado no llega al nivel que pide este servicio. Elige una de las de abajo, o sube tu registro a avanzado en una oficina de registro y empieza de nuevo.
step-up-not-sent = En esta operación todavía no hemos enviado ningún dato tuyo.
step-up-choose = Elige cómo seguir
step-up-stranger = ¿No eres { $name }? Con este botón cerramos en este navegador la sesión de esa persona, y eliges de nuevo cómo entrar. Los servicios que haya abierto aquí pueden seguir abiertos: ciérralos, o cierra el navegador.
step-up-not-me = No soy { $name }

## Cuando entra otra persona

replace-heading = ¿Cambiamos de persona en este navegador?
    .who = En este navegador había entrado otra persona, { $before }. Ahora te has identificado como { $now }.
replace-ends = Si continúas, la sesión de { $before } en este navegador se cierra.
    .services = Los servicios que abrió esa persona pueden seguir abiertos aquí. Cierra la sesión en cada uno, o cierra el navegador.
replace-keep = No cambiar
    .what = Si no cambias, todo queda como estaba y eliges de nuevo cómo entrar.

## Los datos que salen hacia el organismo

release-asks =
    { $known ->
        [true] ¿Enviamos estos datos a { $agency }?
       *[false] ¿Enviamos estos datos al organismo?
    }
    .why = Solo los enviamos si estás de acuerdo.
release-informs =
    { $known ->
        [true] Datos que enviamos a { $agency }
       *[false] Datos que enviamos al organismo
    }
    .why = El organismo recibe estos datos por ley: no te pedimos permiso, pero queremos que lo sepas antes.
release-first-time = Te enseñamos esta página porque todavía no hemos enviado datos tuyos a este organismo.
release-new-attributes = Te enseñamos esta página porque ahora enviaríamos datos que la última vez no enviamos.
release-long-ago = Te enseñamos esta página porque hace más de un año de la última vez.
attribute-person-identifier = Número de documento
attribute-first-name = Nombre
attribute-family-name = Apellidos
attribute-first-surname = Primer apellido
attribute-date-of-birth = Fecha de nacimiento
attribute-registration = Nivel de registro
attribute-legal-person-identifier = NIF de la entidad a la que representa
attribute-legal-name = Entidad a la que representa
release-optional = Datos que puedes añadir
    .hint = No hacen falta para entrar. Solo enviamos los que marques.
release-then = Antes de decidir
    .alone = Solo este organismo recibe estos datos.
    .remembered = Si los envías, no te lo volvemos a preguntar en un año, salvo que haya que enviar otros datos.
    .not-sent = Si no los envías, vuelves al organismo sin entrar, y no recibe ningún dato tuyo.
release-send = Enviar y continuar
release-keep = No enviar

## Volver al organismo

returning-heading =
    { $known ->
        [true] Volviendo a { $agency }
       *[false] Volviendo al servicio
    }
returning-press = Pulsa Continuar si la página no cambia sola.
returning-first = Es la primera vez que entras.
returning-again = La última vez entraste el { $at }.
returning-failed = { $count ->
        [one] Desde entonces alguien ha intentado entrar { $count } vez con tu documento y no lo ha conseguido.
       *[other] Desde entonces alguien ha intentado entrar { $count } veces con tu documento y no lo ha conseguido.
    }
    .do = Si fuiste tú, pulsa Continuar. Si no, usa el enlace «No he sido yo» del mensaje que te enviamos, o ve a una oficina.
    .see = Ver tus accesos (se abre en otra pestaña)

## Salir

leave = Salir
leave-link = Cerrar tu sesión
leave-heading = ¿Quieres salir?
leave-who = Has entrado como
leave-since = Desde
leave-opened = Has abierto estos servicios, el último primero:
    .told = Al salir los avisamos uno por uno, para que cierren también tu sesión.
leave-elsewhere =
    { $count ->
        [one] Tienes { $count } sesión abierta en otro navegador.
       *[other] Tienes { $count } sesiones abiertas en otros navegadores.
    }
    .services = Desde aquí también puedes salir allí. A los servicios que abriste allí no los podemos avisar: pueden seguir abiertos.
    .button = Salir aquí y en todos los demás navegadores
leave-nobody = No has entrado en este navegador
    .what = Aquí no hay ninguna sesión de { $hub } que cerrar.
    .do = Si ves abierto algún servicio, cierra la sesión en su página o cierra el navegador.
telling-heading = Cerrando tu sesión
    .what = Ya has salido de { $hub }. Ahora avisamos a { $agency }, para que cierre también tu sesión.
telling-waits = { $agency } no nos ha contestado todavía. Puedes seguir sin ese servicio, o avisarlo otra vez.
telling-tell = Avisar a { $agency }
    .press = Pulsa «Avisar a { $agency }» si la página no cambia sola.
telling-skip = Seguir sin { $agency }
    .press = Si no contesta, pulsa «Seguir sin { $agency }». Si te deja en otra página, vuelve atrás o abre esta dirección: seguimos por donde íbamos.
telling-unsure = No hemos podido comprobar si { $agency } contesta. Prueba a avisar, o sigue sin esperar.
told = Tus servicios
told-now = Ahora toca avisar
told-later = Después
told-ended = Sesión cerrada
told-no-answer = No ha contestado: puede seguir abierta
told-no-time = No ha dado tiempo a avisarle: puede seguir abierta
told-refused = Ha contestado que no ha podido cerrarla
told-unsupported = No se le puede avisar: puede seguir abierta
told-open = Abrir { $agency } para cerrar allí (se abre en otra pestaña)
left = Has salido
    .what = Tu sesión de { $hub } en este navegador está cerrada.
    .services = También se ha cerrado en estos servicios:
left-partial = Has salido de { $hub }, pero no de todos los servicios
    .what = En algunos servicios tu sesión puede seguir abierta. Ciérrala en su página, o cierra el navegador.
left-nothing = Aquí no había ninguna sesión abierta
    .what = Puede que ya hubieras salido, o que se acabara el tiempo. Si ves abierto algún servicio, cierra la sesión en su página.
left-gone = No hemos cerrado nada
    .what = La petición del servicio no corresponde a la sesión que hay en este navegador.
left-another = Tu sesión en este navegador sigue abierta. Si quieres salir, hazlo aquí:
left-everywhere = También hemos cerrado tus sesiones de { $hub } en los demás navegadores. Los servicios que abriste allí pueden seguir abiertos.
left-certificate = Has usado un certificado: cierra también el navegador. Mientras siga abierto, otra persona podría entrar con él.
left-back = Vuelves a la página desde la que has salido. Pulsa el botón si no cambia sola.

## Lo que se ha hecho en tu nombre

accesses = Tus accesos
    .intro = Esto es lo último que se ha hecho con tus claves. Solo lo ves tú.
    .none = Todavía no hay nada.
    .unknown = Para ver tus accesos tienes que haber entrado antes en un servicio desde este navegador. Empieza en la página de un organismo, y vuelve después aquí.
    .stranger = Si algo de esto no lo has hecho tú, usa el enlace «No he sido yo» del mensaje que te enviamos, o ve a una oficina.
access-entered = Entraste
access-failed = Intento que no salió bien
access-halfway = Alguien escribió tu contraseña y no siguió
access-changed = Cambio o desbloqueo
access-locked = Bloqueo
access-browser = Primera vez desde un navegador
disown = ¿No has sido tú?
    .what = Si alguien que no eres tú ha entrado con tus claves, podemos cortarlo ahora mismo: cerraremos todas tus sesiones y bloquearemos la clave con la que se entró.
    .then = Para volver a usar esa clave tendrás que ir a una oficina. Tus otras formas de entrar siguen valiendo.
disown-done = Hemos cerrado tus sesiones y bloqueado la clave
    .what = Nadie puede seguir entrando con ella, tampoco tú.
    .then = Para volver a usarla, ve a una oficina. Tus otras formas de entrar siguen valiendo.
disown-over = Este enlace ya no vale
    .what = Se ha usado ya, o tiene más de 30 días. Por este enlace no se ha cambiado nada ahora.
    .then = Si crees que alguien entra en tu nombre, ve a una oficina.
disown-button = No he sido yo: bloquear

## Avisos, por correo o por SMS

notice-browser = Alguien ha entrado con tus claves el { $at } desde un navegador que no conocíamos.

    Si has sido tú, no tienes que hacer nada.

    Si no has sido tú, abre esta dirección y pulsa el botón. No te pedirá ninguna clave:
    { $link }
    .subject = Has entrado desde un navegador nuevo
    .sms = Han entrado con tus claves desde un navegador nuevo. Si no has sido tu: { $link }
notice-lock = El { $at } hemos bloqueado una de tus formas de entrar ({ $method }), porque se ha escrito mal demasiadas veces o porque lo has pedido. Tus otras formas de entrar siguen valiendo.

    Si no has sido tú, abre esta dirección y pulsa el botón: cerraremos también tus sesiones. No te pedirá ninguna clave:
    { $link }
    .subject = Hemos bloqueado una forma de entrar: { $method }
    .sms = Hemos bloqueado una forma de entrar ({ $method }). Si no has sido tu: { $link }
notice-set = El { $at } se ha cambiado una de tus formas de entrar ({ $method }).

    Si has sido tú, no tienes que hacer nada.

    Si no has sido tú, abre esta dirección y pulsa el botón: la bloquearemos y cerraremos tus sesiones. No te pedirá ninguna clave:
    { $link }
    .subject = Se ha cambiado una forma de entrar: { $method }
    .sms = Se ha cambiado una forma de entrar ({ $method }). Si no has sido tu: { $link }
notice-unlock = El { $at } una oficina ha desbloqueado una de tus formas de entrar ({ $method }).

    Si no lo has pedido, abre esta dirección y pulsa el botón: la bloquearemos y cerraremos tus sesiones. No te pedirá ninguna clave:
    { $link }
    .subject = Hemos desbloqueado una forma de entrar: { $method }
    .sms = Una oficina ha desbloqueado una forma de entrar ({ $method }). Si no lo has pedido: { $link }

## Cuando no se puede seguir: qué ha pasado, por qué (.why), qué hacer (.do)

reference = Número de referencia
at = Fecha y hora
back-to-agency =
    { $known ->
        [true] Volver a { $agency }
       *[false] Volver al organismo
    }
current-step = Ir al paso actual
continue-anyway = Continuar de todos modos
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
refusal-bounced =
    { $known ->
        [true] { $agency } te ha devuelto aquí. Ya habías entrado
       *[false] El organismo te ha devuelto aquí. Ya habías entrado
    }
    .why = Acabamos de decirle al organismo quién eres, y enseguida nos lo ha vuelto a preguntar. Quizá falla su página, o tu navegador no acepta sus cookies.
    .do = Puedes continuar de todos modos. Si te devuelve otra vez, avisa al organismo y dile el número de referencia.
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

## Cuando el servicio pide más: qué ha pasado, por qué (.why), qué se puede hacer

shortfall-level = Este servicio pide un nivel de seguridad más alto
    .why =
        { $reached ->
            [none] Pide un nivel { $needed }, y de esta forma no se llega a él.
           *[other] Pide un nivel { $needed }, y has llegado a un nivel { $reached }.
        }
shortfall-registration = Este servicio pide un registro avanzado
    .why = Tu registro es básico: cuando te registraste comprobamos quién eras a distancia. Este servicio pide que se haya comprobado en persona o con certificado.
shortfall-unattainable = Este servicio pide un nivel de seguridad más alto
    .why = Pide un nivel { $needed }, y ninguna de las formas de entrar que acepta llega a él.
shortfall-standing = No podemos darte acceso. Pregunta en una oficina
    .why = Ahora no puedes entrar con esta identidad. Para proteger tus datos, aquí no decimos el motivo.
shortfall-method = Este servicio ya no acepta la forma de entrar que has elegido
    .why = El organismo ha cambiado las formas de entrar que acepta. No es culpa tuya.
shortfall-basic = Tu registro es básico: cuando te registraste comprobamos quién eras a distancia. Con ese registro no se pasa del nivel bajo.
shortfall-do = Qué puedes hacer
shortfall-raise = Sube tu registro a avanzado. Puedes hacerlo:
    .office = En una oficina de registro, con tu documento de identidad.
    .certificate = Con certificado, donde tu administración lo ofrezca.
shortfall-methods-now = Puedes llegar al nivel que pide el servicio con:
shortfall-methods-after = Con el registro avanzado podrás llegar al nivel que pide el servicio con:
shortfall-choose = Elige otra forma de entrar.
shortfall-start-again = Después empieza de nuevo en la página del organismo.
shortfall-ask-agency = Vuelve al organismo: quizá te puede atender de otra manera.
shortfall-ask-office = Pregunta donde te registraste, o en una oficina de registro, con tu documento de identidad. Allí te dirán qué pasa y qué puedes hacer.
shortfall-quote =
    { $known ->
        [true] Si preguntas por esto a { $agency } o a nosotros, di este número de referencia.
       *[false] Si preguntas por esto al organismo o a nosotros, di este número de referencia.
    }

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
    .text = Para saber quién eres usamos tu número de documento y lo que escribes al entrar. Lo que has demostrado se guarda cifrado mientras dura la operación y, para que no tengas que entrar otra vez en cada organismo, 8 horas como mucho; solo tu navegador tiene la llave. También recordamos qué datos te enseñamos antes de enviarlos a cada organismo, y cuándo.
privacy-who = Quién los recibe
    .text = El organismo en el que entras recibe tu nombre, tus apellidos, tu número de documento, cómo has entrado y los demás datos que te enseñamos antes de enviarlos. Nadie más los recibe.
privacy-trace = Qué apuntamos
    .text = Apuntamos a qué organismo se ha entrado, cuándo, de qué forma y con qué nivel de seguridad. En esa lista no está tu nombre ni tu número de documento.
privacy-cookies = Cookies
    .text = Usamos solo las cookies necesarias: una para la operación, otra para no pedirte que entres otra vez en cada organismo, otra para avisarte si alguien entra desde un navegador que no conoces y otra para recordar tu idioma. No hay cookies de publicidad ni de estadísticas.

## Accesibilidad

accessibility-state = Cómo son estas páginas
    .text = Hemos hecho estas páginas para que cumplan las pautas WCAG 2.2, nivel AA. Funcionan sin JavaScript, con teclado y con letra grande.
    .checked = Un programa comprueba las páginas en cada cambio. Todavía no las ha revisado una persona con lector de pantalla.
accessibility-complain = Si encuentras un problema
    .text = El Real Decreto 1112/2018 te da derecho a comunicar problemas de accesibilidad y a pedir la información de otra forma. El responsable de este servicio tiene que publicar aquí dónde hacerlo.
