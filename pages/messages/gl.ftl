# Galego

## En todas as páxinas

skip = Ir ao contido principal
languages = Idiomas
entering = Vas entrar en:
asks = Nivel de seguridade que pide: { $level }
agency-label = Organismo:
error-prefix = Erro:
problem = Hai un problema
warning = Atención:
continue = Continuar
cancel = Cancelar
cancel-to = Cancelar e volver a
other-ways = Elixir outra forma de entrar
host-hint = Comproba que o enderezo empeza por https://{ $host }
footer = Información deste servizo
help = Axuda
privacy = Privacidade
accessibility = Accesibilidade
demonstration = Demostración.
    .why = As persoas e os organismos son inventados. Non escribas datos teus.

## Contrasinal visible ou oculto

show = Mostrar
hide = Ocultar
show-password = Mostrar o contrasinal
hide-password = Ocultar o contrasinal
password-shown = O contrasinal vese na pantalla
password-hidden = O contrasinal está oculto

## Horas e días (hora peninsular española)

clock = { $hour }:{ $minute }
clock-exact = { $hour }:{ $minute }:{ $second }
date =
    { $day } de { $month ->
        [1] xaneiro
        [2] febreiro
        [3] marzo
        [4] abril
        [5] maio
        [6] xuño
        [7] xullo
        [8] agosto
        [9] setembro
        [10] outubro
        [11] novembro
       *[12] decembro
    } de { $year }
moment = { date }, { $hour }:{ $minute } (hora peninsular)

## Unha data, en tres campos

day = Día
month = Mes
year = Ano

## O dato de contraste: o que ademais pon no documento

contrast-date = Ata que data é válido o teu DNI?
    .hint = Por exemplo, 27 3 2031. Se o teu DNI é permanente (01-01-9999), escribe a data de expedición
    .where = Na cara da fotografía, a carón de «Validez» ou «Válido hasta». A data de expedición está a carón de «Emisión».
contrast-date-empty = Escribe a data de validez do teu DNI
contrast-date-form = A data ten que ser real, por exemplo 27 3 2031
contrast-date-permanent = O teu DNI é permanente. Escribe a data de expedición
contrast-support = Número de soporte da túa tarxeta
    .hint = Unha letra e 8 números, por exemplo E00123456
    .where = Na tarxeta de estranxeiro empeza por E e está na cara da fotografía, arriba. No certificado de cidadán da Unión empeza por C.
contrast-support-empty = Escribe o número de soporte da túa tarxeta
contrast-support-form = O número de soporte ten que ter unha E ou unha C e 8 números, por exemplo E00123456
contrast-where = Onde está?

## Ata cando está aberto un paso

limit = Podes estar neste paso ata as { $clock }.
    .last = Non se pode alongar máis. Se non chegas a tempo, empeza de novo na páxina do organismo.
    .more = Necesito máis tempo
    .soon = Quedan menos de 2 minutos
    .failed = Non puidemos alongar o tempo. Comproba a túa conexión e proba outra vez.
limit-more = Necesitas máis tempo?
    .text = Este paso péchase ás { $clock }. Se segues, non se perde o que escribiches.
    .answer = Seguir
limit-last = Acábase o tempo
    .text = Este paso péchase ás { $clock } e non se pode alongar máis.
    .answer = Entendido

## Elixe como entrar

choose-heading = Elixe como entrar
choose-none = Agora non hai ningunha forma de entrar neste servizo.
level-low = Este servizo pide un nivel de seguridade baixo: podes entrar de calquera destas formas.
level-substantial = Este servizo pide un nivel de seguridade substancial: non serven todas as formas de entrar.
level-high = Este servizo pide un nivel de seguridade alto: só serven as formas de entrar máis seguras.
session-level = Xa entraches como { $name }, pero este servizo pide máis seguridade.
session-method = Xa entraches como { $name }, pero este servizo non acepta a forma na que entraches.
session-forced = Xa entraches como { $name }, pero este servizo pide que demostres outra vez quen es.
why-not = Por que non vexo outras formas de entrar?
why-not-level = Non dá o nivel de seguridade que pide este servizo.
why-not-excluded = Este servizo non a acepta.
why-not-out-of-order = Agora non funciona. Proba outra forma.
not-registered = Non estou rexistrado
    .how = Para entrar tes que rexistrarte antes. Podes facelo nunha oficina de rexistro, co teu documento de identidade, ou con certificado, onde a túa administración o ofreza.
    .then = Despois volve á páxina do organismo e empeza de novo.

## Niveis e formas de entrar, ditos nunha palabra

way-in = Forma de entrar
assurance = Nivel de seguridade
assurance-low = Baixo
    .inline = baixo
assurance-substantial = Substancial
    .inline = substancial
assurance-high = Alto
    .inline = alto
registration-basic = Básico
registration-advanced = Avanzado

## Continúa como…

continue-heading = Continúa como { $name }
continue-before = Xa entraches antes neste navegador. Podes seguir sen demostrar outra vez quen es.
continue-at = Hora á que entraches
continue-stranger = Se non es ti, ou queres entrar doutra forma, non continúes: usa o outro botón.
continue-as = Continuar como { $name }
continue-other = Entrar con outra identidade ou doutra forma
shared-computer = Se o ordenador non é teu, pecha o navegador ao rematar.

## Cando o demostrado non abonda

step-up-level = Xa entraches como { $name }. Este servizo pide máis seguridade
    .why = Para seguir, demostra quen es dunha forma máis segura.
step-up-age = Xa entraches como { $name }, pero hai demasiado tempo
    .why = Para ese nivel hai que ter demostrado hai pouco quen es. Por iso cho pedimos outra vez.
step-up-method = Xa entraches como { $name }, pero este servizo non acepta a forma na que entraches
    .why = Para seguir, elixe unha das formas que si acepta.
step-up-needed = Este servizo pide un nivel de seguridade { $level }.
step-up-reached =
    { $level ->
        [none] O que demostraches ata agora non vale para este servizo.
       *[other] Ata agora demostraches quen es con nivel { $level }.
    }
    .still =
        { $level ->
            [none] O que demostraches ata agora non vale para este servizo.
           *[other] O que demostraches ata agora vale aquí como nivel { $level }.
        }
step-up-new-phone = O teu teléfono é novo no teu rexistro. Por seguridade, durante un tempo os códigos que enviamos a el só valen para o nivel baixo.
step-up-basic = O teu rexistro é básico: con el, a forma na que entraches non chega ao nivel que pide este servizo. Elixe unha das de abaixo, ou sobe o teu rexistro a avanzado nunha oficina de rexistro e empeza de novo.
step-up-not-sent = Nesta operación aínda non enviamos ningún dato teu.
step-up-choose = Elixe como seguir
step-up-stranger = Non es { $name }? Con este botón pechamos neste navegador a sesión desa persoa, e elixes de novo como entrar. Os servizos que abrise aquí poden seguir abertos: péchaos, ou pecha o navegador.
step-up-not-me = Non son { $name }

## Cando entra outra persoa

replace-heading = Cambiamos de persoa neste navegador?
    .who = Neste navegador entrara outra persoa, { $before }. Agora identificácheste como { $now }.
replace-ends = Se continúas, a sesión de { $before } neste navegador péchase.
    .services = Os servizos que abriu esa persoa poden seguir abertos aquí. Pecha a sesión en cada un, ou pecha o navegador.
replace-keep = Non cambiar
    .what = Se non cambias, todo queda como estaba e elixes de novo como entrar.

## Os datos que saen cara ao organismo

release-asks =
    { $known ->
        [true] Enviamos estes datos a { $agency }?
       *[false] Enviamos estes datos ao organismo?
    }
    .why = Só os enviamos se estás de acordo.
release-informs =
    { $known ->
        [true] Datos que enviamos a { $agency }
       *[false] Datos que enviamos ao organismo
    }
    .why = O organismo recibe estes datos por lei: non che pedimos permiso, pero queremos que o saibas antes.
release-first-time = Amosámosche esta páxina porque aínda non enviamos datos teus a este organismo.
release-new-attributes = Amosámosche esta páxina porque agora enviariamos datos que a última vez non enviamos.
release-long-ago = Amosámosche esta páxina porque hai máis dun ano da última vez.
attribute-person-identifier = Número de documento
attribute-first-name = Nome
attribute-family-name = Apelidos
attribute-first-surname = Primeiro apelido
attribute-date-of-birth = Data de nacemento
attribute-registration = Nivel de rexistro
attribute-legal-person-identifier = NIF da entidade á que representa
attribute-legal-name = Entidade á que representa
release-optional = Datos que podes engadir
    .hint = Non fan falta para entrar. Só enviamos os que marques.
release-then = Antes de decidir
    .alone = Só este organismo recibe estes datos.
    .remembered = Se os envías, non cho volveremos preguntar nun ano, salvo que haxa que enviar outros datos.
    .not-sent = Se non os envías, volves ao organismo sen entrar, e non recibe ningún dato teu.
release-send = Enviar e continuar
release-keep = Non enviar

## Volver ao organismo

returning-heading =
    { $known ->
        [true] Volvendo a { $agency }
       *[false] Volvendo ao servizo
    }
returning-press = Preme Continuar se a páxina non cambia soa.
returning-first = É a primeira vez que entras.
returning-again = A última vez entraches o { $at }.
returning-failed = { $count ->
        [one] Desde entón alguén intentou entrar { $count } vez co teu documento e non o conseguiu.
       *[other] Desde entón alguén intentou entrar { $count } veces co teu documento e non o conseguiu.
    }
    .do = Se fuches ti, preme Continuar. Se non, usa a ligazón «Non fun eu» da mensaxe que che enviamos, ou vai a unha oficina.
    .see = Ver os teus accesos (ábrese noutra lapela)

## Saír

leave = Saír
leave-link = Pechar a túa sesión
leave-heading = Queres saír?
leave-who = Entraches como
leave-since = Desde
leave-opened = Abriches estes servizos, o último primeiro:
    .told = Ao saír avisámolos un por un, para que pechen tamén a túa sesión.
leave-elsewhere =
    { $count ->
        [one] Tes { $count } sesión aberta noutro navegador.
       *[other] Tes { $count } sesións abertas noutros navegadores.
    }
    .services = Desde aquí tamén podes saír alí. Aos servizos que abriches alí non os podemos avisar: poden seguir abertos.
    .button = Saír aquí e en todos os demais navegadores
leave-nobody = Non entraches neste navegador
    .what = Aquí non hai ningunha sesión de { $hub } que pechar.
    .do = Se ves aberto algún servizo, pecha a sesión na súa páxina ou pecha o navegador.
telling-heading = Pechando a túa sesión
    .what = Xa saíches de { $hub }. Agora avisamos a { $agency }, para que peche tamén a túa sesión.
telling-waits = { $agency } aínda non nos contestou. Podes seguir sen ese servizo, ou avisalo outra vez.
telling-tell = Avisar a { $agency }
    .press = Preme «Avisar a { $agency }» se a páxina non cambia soa.
telling-skip = Seguir sen { $agency }
    .press = Se non contesta, preme «Seguir sen { $agency }». Se te deixa noutra páxina, volve atrás ou abre este enderezo: seguimos por onde iamos.
telling-unsure = Non puidemos comprobar se { $agency } contesta. Proba a avisar, ou segue sen agardar.
told = Os teus servizos
told-now = Agora toca avisar
told-later = Despois
told-ended = Sesión pechada
told-no-answer = Non contestou: pode seguir aberta
told-no-time = Non deu tempo a avisalo: pode seguir aberta
told-refused = Contestou que non a puido pechar
told-unsupported = Non se lle pode avisar: pode seguir aberta
told-open = Abrir { $agency } para pechar alí (ábrese noutra lapela)
left = Saíches
    .what = A túa sesión de { $hub } neste navegador está pechada.
    .services = Tamén se pechou nestes servizos:
left-partial = Saíches de { $hub }, pero non de todos os servizos
    .what = Nalgúns servizos a túa sesión pode seguir aberta. Péchaa na súa páxina, ou pecha o navegador.
left-nothing = Aquí non había ningunha sesión aberta
    .what = Pode que xa saíses, ou que rematase o tempo. Se ves aberto algún servizo, pecha a sesión na súa páxina.
left-gone = Non pechamos nada
    .what = A petición do servizo non corresponde á sesión que hai neste navegador.
left-another = A túa sesión neste navegador segue aberta. Se queres saír, faino aquí:
left-everywhere = Tamén pechamos as túas sesións de { $hub } nos demais navegadores. Os servizos que abriches alí poden seguir abertos.
left-certificate = Usaches un certificado: pecha tamén o navegador. Mentres siga aberto, outra persoa podería entrar con el.
left-back = Volves á páxina desde a que saíches. Preme o botón se non cambia soa.

## O que se fixo no teu nome

accesses = Os teus accesos
    .intro = Isto é o último que se fixo coas túas claves. Só o ves ti.
    .none = Aínda non hai nada.
    .unknown = Para ver os teus accesos tes que ter entrado antes nun servizo desde este navegador. Empeza na páxina dun organismo, e volve despois aquí.
    .stranger = Se algo disto non o fixeches ti, usa a ligazón «Non fun eu» da mensaxe que che enviamos, ou vai a unha oficina.
access-entered = Entraches
access-failed = Intento que non saíu ben
access-halfway = Alguén escribiu o teu contrasinal e non seguiu
access-changed = Cambio ou desbloqueo
access-locked = Bloqueo
access-browser = Primeira vez desde un navegador
disown = Non fuches ti?
    .what = Se alguén que non es ti entrou coas túas claves, podemos cortalo agora mesmo: pecharemos todas as túas sesións e bloquearemos a clave coa que se entrou.
    .then = Para volver usar esa clave terás que ir a unha oficina. As túas outras formas de entrar seguen valendo.
disown-done = Pechamos as túas sesións e bloqueamos a clave
    .what = Ninguén pode seguir entrando con ela, ti tampouco.
    .then = Para volver usala, vai a unha oficina. As túas outras formas de entrar seguen valendo.
disown-over = Esta ligazón xa non vale
    .what = Xa se usou, ou ten máis de 30 días. Con esta ligazón non se cambiou nada agora.
    .then = Se cres que alguén entra no teu nome, vai a unha oficina.
disown-button = Non fun eu: bloquear

## Avisos, por correo ou por SMS

notice-browser = Alguén entrou coas túas claves o { $at } desde un navegador que non coñeciamos.

    Se fuches ti, non tes que facer nada.

    Se non fuches ti, abre este enderezo e preme o botón. Non che pedirá ningunha clave:
    { $link }
    .subject = Entraches desde un navegador novo
    .sms = Entraron coas tuas claves desde un navegador novo. Se non fuches ti: { $link }
notice-lock = O { $at } bloqueamos unha das túas formas de entrar ({ $method }), porque se escribiu mal demasiadas veces ou porque o pediches. As túas outras formas de entrar seguen valendo.

    Se non fuches ti, abre este enderezo e preme o botón: pecharemos tamén as túas sesións. Non che pedirá ningunha clave:
    { $link }
    .subject = Bloqueamos unha forma de entrar: { $method }
    .sms = Bloqueamos unha forma de entrar ({ $method }). Se non fuches ti: { $link }
notice-set = O { $at } cambiouse unha das túas formas de entrar ({ $method }).

    Se fuches ti, non tes que facer nada.

    Se non fuches ti, abre este enderezo e preme o botón: bloquearémola e pecharemos as túas sesións. Non che pedirá ningunha clave:
    { $link }
    .subject = Cambiouse unha forma de entrar: { $method }
    .sms = Cambiouse unha forma de entrar ({ $method }). Se non fuches ti: { $link }
notice-unlock = O { $at } unha oficina desbloqueou unha das túas formas de entrar ({ $method }).

    Se non o pediches, abre este enderezo e preme o botón: bloquearémola e pecharemos as túas sesións. Non che pedirá ningunha clave:
    { $link }
    .subject = Desbloqueamos unha forma de entrar: { $method }
    .sms = Unha oficina desbloqueou unha forma de entrar ({ $method }). Se non o pediches: { $link }

## Cando non se pode seguir: que pasou, por que (.why), que facer (.do)

reference = Número de referencia
at = Data e hora
back-to-agency =
    { $known ->
        [true] Volver a { $agency }
       *[false] Volver ao organismo
    }
current-step = Ir ao paso actual
continue-anyway = Continuar de todos os xeitos
not-sent =
    { $known ->
        [true] Non enviamos ningún dato teu a { $agency }.
       *[false] Non enviamos ningún dato teu a ningún organismo.
    }
not-sent-again = Non volvemos enviar os teus datos.
not-kept = Non gardamos nada do que enviaches.

refusal-unknown-agency =
    { $known ->
        [true] { $agency } enviounos unha petición que non podemos aceptar
       *[false] Un organismo enviounos unha petición que non podemos aceptar
    }
    .why = A petición vén dun servizo que non coñecemos. Non é culpa túa.
    .do = Volve á páxina do organismo e empeza de novo. Se pasa outra vez, avisa o organismo e dille o número de referencia.
refusal-untrusted-request =
    { $known ->
        [true] { $agency } enviounos unha petición que non podemos aceptar
       *[false] Un organismo enviounos unha petición que non podemos aceptar
    }
    .why = Non puidemos comprobar que a petición sexa dese organismo. Non é culpa túa.
    .do = Volve á páxina do organismo e empeza de novo. Se pasa outra vez, avisa o organismo e dille o número de referencia.
refusal-malformed-request =
    { $known ->
        [true] { $agency } enviounos unha petición que non podemos aceptar
       *[false] Un organismo enviounos unha petición que non podemos aceptar
    }
    .why = A petición chegou incompleta ou mal escrita. Non é culpa túa.
    .do = Volve á páxina do organismo e empeza de novo. Se pasa outra vez, avisa o organismo e dille o número de referencia.
refusal-stale-request = A petición xa non é válida
    .why = Pasou demasiado tempo desde que o organismo a enviou, ou o reloxo do seu servidor non vai ben.
    .do = Volve á páxina do organismo e empeza de novo. Se pasa outra vez, avisa o organismo e dille o número de referencia.
refusal-request-used = Esta petición xa se usou
    .why = Cada petición serve unha soa vez. Quizais volviches atrás ou cargaches a páxina outra vez.
    .do = Volve á páxina do organismo e empeza de novo.
refusal-mid-journey = Non podes empezar desde esta páxina
    .why = Esta páxina é dunha operación que empezou noutro navegador, ou que xa non existe.
    .do = Vai á páxina do organismo no que queres entrar e empeza alí.
refusal-finished = Esta operación xa rematou
    .why = Xa volviches ao organismo, ou a operación cancelouse.
    .do = Se queres entrar outra vez, empeza de novo na páxina do organismo.
refusal-step-done = Este paso xa está feito
    .why = Volviches a unha páxina anterior, ou o formulario enviouse dúas veces.
    .do = Segue no paso no que estás agora.
refusal-bounced =
    { $known ->
        [true] { $agency } devolveute aquí. Xa entraras
       *[false] O organismo devolveute aquí. Xa entraras
    }
    .why = Acabamos de dicirlle ao organismo quen es, e deseguida volveunos preguntar. Quizais falla a súa páxina, ou o teu navegador non acepta as súas cookies.
    .do = Podes continuar de todos os xeitos. Se te devolve outra vez, avisa o organismo e dille o número de referencia.
refusal-timeout = Pasou demasiado tempo
    .why = Para protexerte, pechamos a operación cando pasa un tempo.
    .do = Volve á páxina do organismo e empeza de novo.
refusal-no-cookies = O teu navegador non acepta cookies
    .why = Mentres entras necesitamos unha cookie, para saber que segues sendo ti.
    .do = Permite as cookies deste sitio no teu navegador. Despois volve á páxina do organismo e empeza de novo.
refusal-not-found = Non atopamos esta páxina
    .why = Quizais o enderezo está mal escrito, ou a páxina xa non existe.
    .do = Comproba o enderezo. Se queres entrar nun servizo, empeza na páxina do organismo.
refusal-method-not-allowed = Esta páxina non se pode abrir así
    .why = A este enderezo só se chega co botón doutra páxina.
    .do = Volve atrás e usa o botón. Se queres entrar nun servizo, empeza na páxina do organismo.
refusal-too-large = O que nos chegou é demasiado grande
    .why = Ocupa máis do que aceptamos nesta páxina.
    .do = Volve á páxina do organismo e empeza de novo. Se pasa outra vez, avisa o organismo e dille o número de referencia.
refusal-unsupported-type = Non podemos ler o que nos chegou
    .why = Chegou nun formato que non aceptamos nesta páxina.
    .do = Volve á páxina do organismo e empeza de novo. Se pasa outra vez, avisa o organismo e dille o número de referencia.
refusal-bad-form = Non podemos ler o formulario
    .why = Chegou incompleto ou danado.
    .do = Volve atrás, carga a páxina outra vez e enche o formulario de novo.
refusal-cross-site = Non aceptamos este formulario
    .why = Non vén dunha páxina nosa, ou a páxina levaba aberta demasiado tempo.
    .do = Volve atrás, carga a páxina outra vez e proba de novo. Antes de escribir os teus datos, comproba sempre o enderezo da páxina.
refusal-too-many = Demasiados intentos
    .why = Desde a túa conexión chegáronnos demasiadas peticións en pouco tempo.
    .do =
        { $until ->
            [none] Agarda uns minutos e proba outra vez.
           *[other] Podes probar outra vez ás { $until }.
        }
refusal-no-way = Este servizo pide un nivel de seguridade máis alto
    .why = Ningunha das formas de entrar que temos agora chega ao nivel que pide o servizo.
    .do = Volve ao organismo: quizais te pode atender doutra maneira.
refusal-busy = Agora non podemos comprobar os teus datos
    .why = Unha parte do noso sistema non responde. Non é culpa túa.
    .do = Agarda uns minutos e proba outra vez.
refusal-problem = Temos un problema
    .why = Algo fallou no noso sistema. Non é culpa túa.
    .do = Proba outra vez dentro duns minutos. Se pasa de novo, garda o número de referencia: con el podemos buscar que fallou.

## Cando o servizo pide máis: que pasou, por que (.why), que se pode facer

shortfall-level = Este servizo pide un nivel de seguridade máis alto
    .why =
        { $reached ->
            [none] Pide un nivel { $needed }, e desta forma non se chega a el.
           *[other] Pide un nivel { $needed }, e chegaches a un nivel { $reached }.
        }
shortfall-registration = Este servizo pide un rexistro avanzado
    .why = O teu rexistro é básico: cando te rexistraches comprobamos quen eras a distancia. Este servizo pide que se comprobase en persoa ou con certificado.
shortfall-unattainable = Este servizo pide un nivel de seguridade máis alto
    .why = Pide un nivel { $needed }, e ningunha das formas de entrar que acepta chega a el.
shortfall-standing = Non podemos darche acceso. Pregunta nunha oficina
    .why = Agora non podes entrar con esta identidade. Para protexer os teus datos, aquí non dicimos o motivo.
shortfall-method = Este servizo xa non acepta a forma de entrar que elixiches
    .why = O organismo cambiou as formas de entrar que acepta. Non é culpa túa.
shortfall-basic = O teu rexistro é básico: cando te rexistraches comprobamos quen eras a distancia. Con ese rexistro non se pasa do nivel baixo.
shortfall-do = Que podes facer
shortfall-raise = Sube o teu rexistro a avanzado. Podes facelo:
    .office = Nunha oficina de rexistro, co teu documento de identidade.
    .certificate = Con certificado, onde a túa administración o ofreza.
shortfall-methods-now = Podes chegar ao nivel que pide o servizo con:
shortfall-methods-after = Co rexistro avanzado poderás chegar ao nivel que pide o servizo con:
shortfall-choose = Elixe outra forma de entrar.
shortfall-start-again = Despois empeza de novo na páxina do organismo.
shortfall-ask-agency = Volve ao organismo: quizais te pode atender doutra maneira.
shortfall-ask-office = Pregunta onde te rexistraches, ou nunha oficina de rexistro, co teu documento de identidade. Alí diranche que pasa e que podes facer.
shortfall-quote =
    { $known ->
        [true] Se preguntas por isto a { $agency } ou a nós, di este número de referencia.
       *[false] Se preguntas por isto ao organismo ou a nós, di este número de referencia.
    }

## Axuda

help-what = Que é esta páxina
    .text = É a porta de entrada aos servizos dos organismos públicos. Aquí demostras quen es, e nós dicímosllo ao organismo no que queres entrar.
help-stuck = Se non podes entrar
    .start = Empeza sempre na páxina do organismo. Desde aquí non se pode empezar.
    .other = Se unha forma de entrar non funciona, elixe outra, se a hai.
    .reference = Se ves un número de referencia, gárdao: con el pódese buscar que pasou.
help-safe = Coida o teu contrasinal e os teus códigos
    .nobody = Non llos deas a ninguén. Nunca chos pediremos por teléfono, por correo nin por SMS.

## Privacidade

privacy-what = Que datos usamos
    .text = Para saber quen es usamos o teu número de documento e o que escribes ao entrar. O que demostraches gárdase cifrado mentres dura a operación e, para que non teñas que entrar outra vez en cada organismo, 8 horas como máximo; só o teu navegador ten a chave. Tamén lembramos que datos che amosamos antes de envialos a cada organismo, e cando.
privacy-who = Quen os recibe
    .text = O organismo no que entras recibe o teu nome, os teus apelidos, o teu número de documento, como entraches e os demais datos que che amosamos antes de envialos. Ninguén máis os recibe.
privacy-trace = Que apuntamos
    .text = Apuntamos en que organismo se entrou, cando, de que forma e con que nivel de seguridade. Nesa lista non está o teu nome nin o teu número de documento.
privacy-cookies = Cookies
    .text = Usamos só as cookies necesarias: unha para a operación, outra para non pedirche que entres outra vez en cada organismo, outra para avisarte se alguén entra desde un navegador que non coñeces e outra para lembrar o teu idioma. Non hai cookies de publicidade nin de estatísticas.

## Accesibilidade

accessibility-state = Como son estas páxinas
    .text = Fixemos estas páxinas para que cumpran as pautas WCAG 2.2, nivel AA. Funcionan sen JavaScript, con teclado e con letra grande.
    .checked = Un programa comproba as páxinas en cada cambio. Aínda non as revisou unha persoa con lector de pantalla.
accessibility-complain = Se atopas un problema
    .text = O Real decreto 1112/2018 dáche dereito a comunicar problemas de accesibilidade e a pedir a información doutra forma. O responsable deste servizo ten que publicar aquí onde facelo.
