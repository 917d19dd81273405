# Català

## A totes les pàgines

skip = Ves al contingut principal
languages = Idiomes
entering = Entraràs a:
asks = Nivell de seguretat que demana: { $level }
agency-label = Organisme:
error-prefix = Error:
problem = Hi ha un problema
warning = Atenció:
continue = Continua
cancel = Cancel·la
cancel-to = Cancel·la i torna a
other-ways = Tria una altra manera d’entrar
host-hint = Comprova que l’adreça comença per https://{ $host }
footer = Informació d’aquest servei
help = Ajuda
privacy = Privacitat
accessibility = Accessibilitat
demonstration = Demostració.
    .why = Les persones i els organismes són inventats. No hi escriguis dades teves.

## Contrasenya visible o oculta

show = Mostra
hide = Amaga
show-password = Mostra la contrasenya
hide-password = Amaga la contrasenya
password-shown = La contrasenya es veu a la pantalla
password-hidden = La contrasenya està amagada

## Hores i dies (hora peninsular espanyola)

clock = { $hour }:{ $minute }
clock-exact = { $hour }:{ $minute }:{ $second }
date =
    { $day } { $month ->
        [1] de gener
        [2] de febrer
        [3] de març
        [4] d’abril
        [5] de maig
        [6] de juny
        [7] de juliol
        [8] d’agost
        [9] de setembre
        [10] d’octubre
        [11] de novembre
       *[12] de desembre
    } de { $year }
moment = { date }, { $hour }:{ $minute } (hora peninsular)

## Una data, en tres camps

day = Dia
month = Mes
year = Any

## La dada de contrast: el que també diu el document

contrast-date = Fins a quina data és vàlid el teu DNI?
    .hint = Per exemple, 27 3 2031. Si el teu DNI és permanent (01-01-9999), escriu la data d’expedició
    .where = A la cara de la fotografia, al costat de «Validez» o «Válido hasta». La data d’expedició és al costat d’«Emisión».
contrast-date-empty = Escriu la data de validesa del teu DNI
contrast-date-form = La data ha de ser real, per exemple 27 3 2031
contrast-date-permanent = El teu DNI és permanent. Escriu la data d’expedició
contrast-support = Número de suport de la teva targeta
    .hint = Una lletra i 8 números, per exemple E00123456
    .where = A la targeta d’estranger comença per E i és a la cara de la fotografia, a dalt. Al certificat de ciutadà de la Unió comença per C.
contrast-support-empty = Escriu el número de suport de la teva targeta
contrast-support-form = El número de suport ha de tenir una E o una C i 8 números, per exemple E00123456
contrast-where = On és?

## Fins quan és obert un pas

limit = Pots ser en aquest pas fins a les { $clock }.
    .last = No es pot allargar més. Si no hi arribes a temps, comença de nou a la pàgina de l’organisme.
    .more = Necessito més temps
    .soon = Queden menys de 2 minuts
    .failed = No hem pogut allargar el temps. Comprova la connexió i torna-ho a provar.
limit-more = Necessites més temps?
    .text = Aquest pas es tanca a les { $clock }. Si segueixes, no es perd el que has escrit.
    .answer = Segueix
limit-last = S’acaba el temps
    .text = Aquest pas es tanca a les { $clock } i no es pot allargar més.
    .answer = Entesos

## Tria com vols entrar

choose-heading = Tria com vols entrar
choose-none = Ara no hi ha cap manera d’entrar en aquest servei.
level-low = Aquest servei demana un nivell de seguretat baix: pots entrar de qualsevol d’aquestes maneres.
level-substantial = Aquest servei demana un nivell de seguretat substancial: no serveixen totes les maneres d’entrar.
level-high = Aquest servei demana un nivell de seguretat alt: només serveixen les maneres d’entrar més segures.
session-level = Ja has entrat com a { $name }, però aquest servei demana més seguretat.
session-method = Ja has entrat com a { $name }, però aquest servei no accepta la manera com vas entrar.
session-forced = Ja has entrat com a { $name }, però aquest servei demana que tornis a demostrar qui ets.
why-not = Per què no veig altres maneres d’entrar?
why-not-level = No dona el nivell de seguretat que demana aquest servei.
why-not-excluded = Aquest servei no l’accepta.
why-not-out-of-order = Ara no funciona. Prova una altra manera.
not-registered = No estic registrat
    .how = Per entrar t’has de registrar abans. Ho pots fer en una oficina de registre, amb el teu document d’identitat, o amb certificat, on la teva administració ho ofereixi.
    .then = Després torna a la pàgina de l’organisme i comença de nou.

## Nivells i maneres d’entrar, dits en una paraula

way-in = Manera d’entrar
assurance = Nivell de seguretat
assurance-low = Baix
    .inline = baix
assurance-substantial = Substancial
    .inline = substancial
assurance-high = Alt
    .inline = alt
registration-basic = Bàsic
registration-advanced = Avançat

## Continua com a…

continue-heading = Continua com a { $name }
continue-before = Ja has entrat abans en aquest navegador. Pots continuar sense tornar a demostrar qui ets.
continue-at = Hora a la qual vas entrar
continue-stranger = Si no ets tu, o vols entrar d’una altra manera, no continuïs: fes servir l’altre botó.
continue-as = Continua com a { $name }
continue-other = Entra amb una altra identitat o d’una altra manera
shared-computer = Si l’ordinador no és teu, tanca el navegador quan acabis.

## Quan el que s’ha demostrat no és prou

step-up-level = Ja has entrat com a { $name }. Aquest servei demana més seguretat
    .why = Per continuar, demostra qui ets d’una manera més segura.
step-up-age = Ja has entrat com a { $name }, però fa massa temps
    .why = Per a aquest nivell cal haver demostrat fa poc qui ets. Per això t’ho tornem a demanar.
step-up-method = Ja has entrat com a { $name }, però aquest servei no accepta la manera com vas entrar
    .why = Per continuar, tria una de les maneres que sí que accepta.
step-up-needed = Aquest servei demana un nivell de seguretat { $level }.
step-up-reached =
    { $level ->
        [none] El que has demostrat fins ara no val per a aquest servei.
       *[other] Fins ara has demostrat qui ets amb un nivell { $level }.
    }
    .still =
        { $level ->
            [none] El que has demostrat fins ara no val per a aquest servei.
           *[other] El que has demostrat fins ara val aquí com a nivell { $level }.
        }
step-up-new-phone = El teu telèfon és nou al teu registre. Per seguretat, durant un temps els codis que hi enviem només valen per al nivell baix.
step-up-basic = El teu registre és bàsic: amb ell, la manera com has entrat no arriba al nivell que demana aquest servei. Tria’n una de les de sota, o puja el teu registre a avançat en una oficina de registre i torna a començar.
step-up-not-sent = En aquesta operació encara no hem enviat cap dada teva.
step-up-choose = Tria com vols continuar
step-up-stranger = No ets { $name }? Amb aquest botó tanquem en aquest navegador la sessió d’aquesta persona, i tornes a triar com vols entrar. Els serveis que hi hagi obert poden continuar oberts: tanca’ls, o tanca el navegador.
step-up-not-me = No soc { $name }

## Quan entra una altra persona

replace-heading = Canviem de persona en aquest navegador?
    .who = En aquest navegador havia entrat una altra persona, { $before }. Ara t’has identificat com a { $now }.
replace-ends = Si continues, la sessió de { $before } en aquest navegador es tanca.
    .services = Els serveis que va obrir aquesta persona poden continuar oberts aquí. Tanca la sessió a cadascun, o tanca el navegador.
replace-keep = No canviïs
    .what = Si no canvies, tot queda com estava i tornes a triar com vols entrar.

## Les dades que surten cap a l’organisme

release-asks =
    { $known ->
        [true] Enviem aquestes dades a { $agency }?
       *[false] Enviem aquestes dades a l’organisme?
    }
    .why = Només les enviem si hi estàs d’acord.
release-informs =
    { $known ->
        [true] Dades que enviem a { $agency }
       *[false] Dades que enviem a l’organisme
    }
    .why = L’organisme rep aquestes dades per llei: no et demanem permís, però volem que ho sàpigues abans.
release-first-time = Et mostrem aquesta pàgina perquè encara no hem enviat dades teves a aquest organisme.
release-new-attributes = Et mostrem aquesta pàgina perquè ara enviaríem dades que l’última vegada no vam enviar.
release-long-ago = Et mostrem aquesta pàgina perquè fa més d’un any de l’última vegada.
attribute-person-identifier = Número de document
attribute-first-name = Nom
attribute-family-name = Cognoms
attribute-first-surname = Primer cognom
attribute-date-of-birth = Data de naixement
attribute-registration = Nivell de registre
attribute-legal-person-identifier = NIF de l'entitat que representa
attribute-legal-name = Entitat que representa
release-optional = Dades que pots afegir
    .hint = No calen per entrar. Només enviem les que marquis.
release-then = Abans de decidir
    .alone = Només aquest organisme rep aquestes dades.
    .remembered = Si les envies, no t’ho tornarem a preguntar en un any, llevat que calgui enviar altres dades.
    .not-sent = Si no les envies, tornes a l’organisme sense entrar, i no rep cap dada teva.
release-send = Envia i continua
release-keep = No les enviïs

## Tornar a l’organisme

returning-heading =
    { $known ->
        [true] Tornant a { $agency }
       *[false] Tornant al servei
    }
returning-press = Prem Continua si la pàgina no canvia sola.
returning-first = És la primera vegada que hi entres.
returning-again = L’última vegada hi vas entrar el { $at }.
returning-failed = { $count ->
        [one] Des d’aleshores algú ha intentat entrar-hi { $count } vegada amb el teu document i no ho ha aconseguit.
       *[other] Des d’aleshores algú ha intentat entrar-hi { $count } vegades amb el teu document i no ho ha aconseguit.
    }
    .do = Si vas ser tu, prem Continua. Si no, fes servir l’enllaç «No he estat jo» del missatge que et vam enviar, o ves a una oficina.
    .see = Veure els teus accessos (s’obre en una altra pestanya)

## Sortir

leave = Surt
leave-link = Tanca la sessió
leave-heading = Vols sortir?
leave-who = Has entrat com a
leave-since = Des de
leave-opened = Has obert aquests serveis, l’últim primer:
    .told = En sortir els avisem d’un en un, perquè també tanquin la teva sessió.
leave-elsewhere =
    { $count ->
        [one] Tens { $count } sessió oberta en un altre navegador.
       *[other] Tens { $count } sessions obertes en altres navegadors.
    }
    .services = Des d’aquí també pots sortir allà. Als serveis que hi vas obrir no els podem avisar: poden continuar oberts.
    .button = Surt aquí i a tots els altres navegadors
leave-nobody = No has entrat en aquest navegador
    .what = Aquí no hi ha cap sessió de { $hub } per tancar.
    .do = Si veus obert algun servei, tanca la sessió a la seva pàgina o tanca el navegador.
telling-heading = Estem tancant la teva sessió
    .what = Ja has sortit de { $hub }. Ara avisem { $agency }, perquè també tanqui la teva sessió.
telling-waits = { $agency } encara no ens ha contestat. Pots continuar sense aquest servei, o avisar-lo una altra vegada.
telling-tell = Avisa { $agency }
    .press = Prem «Avisa { $agency }» si la pàgina no canvia sola.
telling-skip = Continua sense { $agency }
    .press = Si no contesta, prem «Continua sense { $agency }». Si et deixa en una altra pàgina, torna enrere o obre aquesta adreça: continuem per on anàvem.
telling-unsure = No hem pogut comprovar si { $agency } contesta. Prova d’avisar, o continua sense esperar.
told = Els teus serveis
told-now = Ara toca avisar
told-later = Després
told-ended = Sessió tancada
told-no-answer = No ha contestat: pot continuar oberta
told-no-time = No hi ha hagut temps d’avisar-lo: pot continuar oberta
told-refused = Ha contestat que no l’ha poguda tancar
told-unsupported = No se’l pot avisar: pot continuar oberta
told-open = Obre { $agency } per tancar-la allà (s’obre en una altra pestanya)
left = Has sortit
    .what = La teva sessió de { $hub } en aquest navegador està tancada.
    .services = També s’ha tancat en aquests serveis:
left-partial = Has sortit de { $hub }, però no de tots els serveis
    .what = En alguns serveis la teva sessió pot continuar oberta. Tanca-la a la seva pàgina, o tanca el navegador.
left-nothing = Aquí no hi havia cap sessió oberta
    .what = Potser ja havies sortit, o s’havia acabat el temps. Si veus obert algun servei, tanca la sessió a la seva pàgina.
left-gone = No hem tancat res
    .what = La petició del servei no correspon a la sessió que hi ha en aquest navegador.
left-another = La teva sessió en aquest navegador continua oberta. Si vols sortir, fes-ho aquí:
left-everywhere = També hem tancat les teves sessions de { $hub } als altres navegadors. Els serveis que hi vas obrir poden continuar oberts.
left-certificate = Has fet servir un certificat: tanca també el navegador. Mentre continuï obert, una altra persona hi podria entrar.
left-back = Tornes a la pàgina des de la qual has sortit. Prem el botó si no canvia sola.

## El que s’ha fet en nom teu

accesses = Els teus accessos
    .intro = Això és l’últim que s’ha fet amb les teves claus. Només ho veus tu.
    .none = Encara no hi ha res.
    .unknown = Per veure els teus accessos has d’haver entrat abans en un servei des d’aquest navegador. Comença a la pàgina d’un organisme, i torna després aquí.
    .stranger = Si alguna d’aquestes coses no l’has feta tu, fes servir l’enllaç «No he estat jo» del missatge que et vam enviar, o ves a una oficina.
access-entered = Hi vas entrar
access-failed = Intent que no va anar bé
access-halfway = Algú va escriure la teva contrasenya i no va continuar
access-changed = Canvi o desbloqueig
access-locked = Bloqueig
access-browser = Primera vegada des d’un navegador
disown = No has estat tu?
    .what = Si algú que no ets tu ha entrat amb les teves claus, ho podem tallar ara mateix: tancarem totes les teves sessions i bloquejarem la clau amb què s’ha entrat.
    .then = Per tornar a fer servir aquesta clau hauràs d’anar a una oficina. Les altres maneres d’entrar continuen valent.
disown-done = Hem tancat les teves sessions i bloquejat la clau
    .what = Ningú no pot continuar entrant amb ella, tu tampoc.
    .then = Per tornar-la a fer servir, ves a una oficina. Les altres maneres d’entrar continuen valent.
disown-over = Aquest enllaç ja no val
    .what = Ja s’ha fet servir, o té més de 30 dies. Amb aquest enllaç no s’ha canviat res ara.
    .then = Si creus que algú entra en nom teu, ves a una oficina.
disown-button = No he estat jo: bloquejar

## Avisos, per correu o per SMS

notice-browser = Algú ha entrat amb les teves claus el { $at } des d’un navegador que no coneixíem.

    Si has estat tu, no has de fer res.

    Si no has estat tu, obre aquesta adreça i prem el botó. No et demanarà cap clau:
    { $link }
    .subject = Has entrat des d’un navegador nou
    .sms = Han entrat amb les teves claus des d'un navegador nou. Si no has estat tu: { $link }
notice-lock = El { $at } hem bloquejat una de les teves maneres d’entrar ({ $method }), perquè s’ha escrit malament massa vegades o perquè ho has demanat. Les altres maneres d’entrar continuen valent.

    Si no has estat tu, obre aquesta adreça i prem el botó: tancarem també les teves sessions. No et demanarà cap clau:
    { $link }
    .subject = Hem bloquejat una manera d’entrar: { $method }
    .sms = Hem bloquejat una manera d'entrar ({ $method }). Si no has estat tu: { $link }
notice-set = El { $at } s’ha canviat una de les teves maneres d’entrar ({ $method }).

    Si has estat tu, no has de fer res.

    Si no has estat tu, obre aquesta adreça i prem el botó: la bloquejarem i tancarem les teves sessions. No et demanarà cap clau:
    { $link }
    .subject = S’ha canviat una manera d’entrar: { $method }
    .sms = S'ha canviat una manera d'entrar ({ $method }). Si no has estat tu: { $link }
notice-unlock = El { $at } una oficina ha desbloquejat una de les teves maneres d’entrar ({ $method }).

    Si no ho has demanat, obre aquesta adreça i prem el botó: la bloquejarem i tancarem les teves sessions. No et demanarà cap clau:
    { $link }
    .subject = Hem desbloquejat una manera d’entrar: { $method }
    .sms = Una oficina ha desbloquejat una manera d'entrar ({ $method }). Si no ho has demanat: { $link }

## Quan no es pot seguir: què ha passat, per què (.why), què cal fer (.do)

reference = Número de referència
at = Data i hora
back-to-agency =
    { $known ->
        [true] Torna a { $agency }
       *[false] Torna a l’organisme
    }
current-step = Ves al pas actual
continue-anyway = Continua igualment
not-sent =
    { $known ->
        [true] No hem enviat cap dada teva a { $agency }.
       *[false] No hem enviat cap dada teva a cap organisme.
    }
not-sent-again = No hem tornat a enviar les teves dades.
not-kept = No hem desat res del que has enviat.

refusal-unknown-agency =
    { $known ->
        [true] { $agency } ens ha enviat una petició que no podem acceptar
       *[false] Un organisme ens ha enviat una petició que no podem acceptar
    }
    .why = La petició ve d’un servei que no coneixem. No és culpa teva.
    .do = Torna a la pàgina de l’organisme i comença de nou. Si torna a passar, avisa l’organisme i digues-li el número de referència.
refusal-untrusted-request =
    { $known ->
        [true] { $agency } ens ha enviat una petició que no podem acceptar
       *[false] Un organisme ens ha enviat una petició que no podem acceptar
    }
    .why = No hem pogut comprovar que la petició sigui d’aquest organisme. No és culpa teva.
    .do = Torna a la pàgina de l’organisme i comença de nou. Si torna a passar, avisa l’organisme i digues-li el número de referència.
refusal-malformed-request =
    { $known ->
        [true] { $agency } ens ha enviat una petició que no podem acceptar
       *[false] Un organisme ens ha enviat una petició que no podem acceptar
    }
    .why = La petició ha arribat incompleta o mal escrita. No és culpa teva.
    .do = Torna a la pàgina de l’organisme i comença de nou. Si torna a passar, avisa l’organisme i digues-li el número de referència.
refusal-stale-request = La petició ja no és vàlida
    .why = Ha passat massa temps des que l’organisme la va enviar, o el rellotge del seu servidor no va bé.
    .do = Torna a la pàgina de l’organisme i comença de nou. Si torna a passar, avisa l’organisme i digues-li el número de referència.
refusal-request-used = Aquesta petició ja s’ha fet servir
    .why = Cada petició serveix una sola vegada. Potser has tornat enrere o has carregat la pàgina una altra vegada.
    .do = Torna a la pàgina de l’organisme i comença de nou.
refusal-mid-journey = No pots començar des d’aquesta pàgina
    .why = Aquesta pàgina és d’una operació que va començar en un altre navegador, o que ja no existeix.
    .do = Ves a la pàgina de l’organisme on vols entrar i comença allà.
refusal-finished = Aquesta operació ja ha acabat
    .why = Ja has tornat a l’organisme, o l’operació s’ha cancel·lat.
    .do = Si vols entrar una altra vegada, comença de nou a la pàgina de l’organisme.
refusal-step-done = Aquest pas ja està fet
    .why = Has tornat a una pàgina anterior, o el formulari s’ha enviat dues vegades.
    .do = Segueix en el pas on ets ara.
refusal-bounced =
    { $known ->
        [true] { $agency } t’ha fet tornar aquí. Ja havies entrat
       *[false] L’organisme t’ha fet tornar aquí. Ja havies entrat
    }
    .why = Acabem de dir a l’organisme qui ets, i de seguida ens ho ha tornat a preguntar. Potser falla la seva pàgina, o el teu navegador no n’accepta les galetes.
    .do = Pots continuar igualment. Si et fa tornar una altra vegada, avisa l’organisme i digues-li el número de referència.
refusal-timeout = Ha passat massa temps
    .why = Per protegir-te, tanquem l’operació quan passa un temps.
    .do = Torna a la pàgina de l’organisme i comença de nou.
refusal-no-cookies = El teu navegador no accepta galetes
    .why = Mentre entres necessitem una galeta, per saber que continues sent tu.
    .do = Permet les galetes d’aquest lloc al teu navegador. Després torna a la pàgina de l’organisme i comença de nou.
refusal-not-found = No trobem aquesta pàgina
    .why = Potser l’adreça està mal escrita, o la pàgina ja no existeix.
    .do = Comprova l’adreça. Si vols entrar en un servei, comença a la pàgina de l’organisme.
refusal-method-not-allowed = Aquesta pàgina no es pot obrir així
    .why = En aquesta adreça només s’hi arriba amb el botó d’una altra pàgina.
    .do = Torna enrere i fes servir el botó. Si vols entrar en un servei, comença a la pàgina de l’organisme.
refusal-too-large = El que ens ha arribat és massa gran
    .why = Ocupa més del que acceptem en aquesta pàgina.
    .do = Torna a la pàgina de l’organisme i comença de nou. Si torna a passar, avisa l’organisme i digues-li el número de referència.
refusal-unsupported-type = No podem llegir el que ens ha arribat
    .why = Ha arribat en un format que no acceptem en aquesta pàgina.
    .do = Torna a la pàgina de l’organisme i comença de nou. Si torna a passar, avisa l’organisme i digues-li el número de referència.
refusal-bad-form = No podem llegir el formulari
    .why = Ha arribat incomplet o malmès.
    .do = Torna enrere, carrega la pàgina una altra vegada i omple el formulari de nou.
refusal-cross-site = No hem acceptat aquest formulari
    .why = No ve d’una pàgina nostra, o la pàgina feia massa temps que estava oberta.
    .do = Torna enrere, carrega la pàgina una altra vegada i prova de nou. Abans d’escriure les teves dades, comprova sempre l’adreça de la pàgina.
refusal-too-many = Massa intents
    .why = Des de la teva connexió ens han arribat massa peticions en poc temps.
    .do =
        { $until ->
            [none] Espera uns minuts i torna-ho a provar.
           *[other] Ho pots tornar a provar a les { $until }.
        }
refusal-no-way = Aquest servei demana un nivell de seguretat més alt
    .why = Cap de les maneres d’entrar que tenim ara no arriba al nivell que demana el servei.
    .do = Torna a l’organisme: potser et pot atendre d’una altra manera.
refusal-busy = Ara no podem comprovar les teves dades
    .why = Una part del nostre sistema no respon. No és culpa teva.
    .do = Espera uns minuts i torna-ho a provar.
refusal-problem = Tenim un problema
    .why = Alguna cosa ha fallat en el nostre sistema. No és culpa teva.
    .do = Torna-ho a provar d’aquí a uns minuts. Si torna a passar, desa el número de referència: amb ell podem buscar què ha fallat.

## Quan el servei demana més: què ha passat, per què (.why), què es pot fer

shortfall-level = Aquest servei demana un nivell de seguretat més alt
    .why =
        { $reached ->
            [none] Demana un nivell { $needed }, i d’aquesta manera no s’hi arriba.
           *[other] Demana un nivell { $needed }, i has arribat a un nivell { $reached }.
        }
shortfall-registration = Aquest servei demana un registre avançat
    .why = El teu registre és bàsic: quan et vas registrar vam comprovar qui eres a distància. Aquest servei demana que s’hagi comprovat en persona o amb certificat.
shortfall-unattainable = Aquest servei demana un nivell de seguretat més alt
    .why = Demana un nivell { $needed }, i cap de les maneres d’entrar que accepta no hi arriba.
shortfall-standing = No et podem donar accés. Pregunta en una oficina
    .why = Ara no pots entrar amb aquesta identitat. Per protegir les teves dades, aquí no en diem el motiu.
shortfall-method = Aquest servei ja no accepta la manera d’entrar que has triat
    .why = L’organisme ha canviat les maneres d’entrar que accepta. No és culpa teva.
shortfall-basic = El teu registre és bàsic: quan et vas registrar vam comprovar qui eres a distància. Amb aquest registre no es passa del nivell baix.
shortfall-do = Què pots fer
shortfall-raise = Puja el teu registre a avançat. Ho pots fer:
    .office = En una oficina de registre, amb el teu document d’identitat.
    .certificate = Amb certificat, on la teva administració ho ofereixi.
shortfall-methods-now = Pots arribar al nivell que demana el servei amb:
shortfall-methods-after = Amb el registre avançat podràs arribar al nivell que demana el servei amb:
shortfall-choose = Tria una altra manera d’entrar.
shortfall-start-again = Després comença de nou a la pàgina de l’organisme.
shortfall-ask-agency = Torna a l’organisme: potser et pot atendre d’una altra manera.
shortfall-ask-office = Pregunta on et vas registrar, o en una oficina de registre, amb el teu document d’identitat. Allà et diran què passa i què pots fer.
shortfall-quote =
    { $known ->
        [true] Si preguntes per això a { $agency } o a nosaltres, digues aquest número de referència.
       *[false] Si preguntes per això a l’organisme o a nosaltres, digues aquest número de referència.
    }

## Ajuda

help-what = Què és aquesta pàgina
    .text = És la porta d’entrada als serveis dels organismes públics. Aquí demostres qui ets, i nosaltres ho diem a l’organisme on vols entrar.
help-stuck = Si no pots entrar
    .start = Comença sempre a la pàgina de l’organisme. Des d’aquí no es pot començar.
    .other = Si una manera d’entrar no funciona, tria’n una altra, si n’hi ha.
    .reference = Si veus un número de referència, desa’l: amb ell es pot buscar què ha passat.
help-safe = Cuida la teva contrasenya i els teus codis
    .nobody = No els donis a ningú. No te’ls demanarem mai per telèfon, per correu ni per SMS.

## Privacitat

privacy-what = Quines dades fem servir
    .text = Per saber qui ets fem servir el teu número de document i el que escrius en entrar. El que has demostrat es desa xifrat mentre dura l’operació i, perquè no hagis d’entrar una altra vegada a cada organisme, 8 hores com a màxim; només el teu navegador en té la clau. També recordem quines dades t’hem mostrat abans d’enviar-les a cada organisme, i quan.
privacy-who = Qui les rep
    .text = L’organisme on entres rep el teu nom, els teus cognoms, el teu número de document, com has entrat i les altres dades que et mostrem abans d’enviar-les. Ningú més no les rep.
privacy-trace = Què apuntem
    .text = Apuntem a quin organisme s’ha entrat, quan, de quina manera i amb quin nivell de seguretat. En aquesta llista no hi ha el teu nom ni el teu número de document.
privacy-cookies = Galetes
    .text = Fem servir només les galetes necessàries: una per a l’operació, una altra per no demanar-te que entris una altra vegada a cada organisme, una altra per avisar-te si algú entra des d’un navegador que no coneixes i una altra per recordar el teu idioma. No hi ha galetes de publicitat ni d’estadístiques.

## Accessibilitat

accessibility-state = Com són aquestes pàgines
    .text = Hem fet aquestes pàgines perquè compleixin les pautes WCAG 2.2, nivell AA. Funcionen sense JavaScript, amb teclat i amb lletra gran.
    .checked = Un programa comprova les pàgines a cada canvi. Encara no les ha revisades una persona amb lector de pantalla.
accessibility-complain = Si trobes un problema
    .text = El Reial decret 1112/2018 et dona dret a comunicar problemes d’accessibilitat i a demanar la informació d’una altra manera. El responsable d’aquest servei ha de publicar aquí on fer-ho.
