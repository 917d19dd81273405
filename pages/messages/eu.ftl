# Euskara

## Orri guztietan

skip = Joan eduki nagusira
languages = Hizkuntzak
entering = Hemen sartuko zara:
asks = Eskatzen duen segurtasun-maila: { $level }
agency-label = Erakundea:
error-prefix = Errorea:
problem = Arazo bat dago
warning = Kontuz:
continue = Jarraitu
cancel = Utzi
cancel-to = Utzi eta itzuli hona:
other-ways = Aukeratu sartzeko beste modu bat
host-hint = Egiaztatu helbidea honela hasten dela: https://{ $host }
footer = Zerbitzu honi buruzko informazioa
help = Laguntza
privacy = Pribatutasuna
accessibility = Irisgarritasuna
demonstration = Erakustaldia.
    .why = Pertsonak eta erakundeak asmatuak dira. Ez idatzi zure daturik.

## Pasahitza ikusgai edo ezkutuan

show = Erakutsi
hide = Ezkutatu
show-password = Erakutsi pasahitza
hide-password = Ezkutatu pasahitza
password-shown = Pasahitza pantailan ikusten da
password-hidden = Pasahitza ezkutuan dago

## Orduak eta egunak (Espainiako penintsulako ordua)

clock = { $hour }:{ $minute }
clock-exact = { $hour }:{ $minute }:{ $second }
date = { $year }/{ $month }/{ $day }
moment = { date }, { $hour }:{ $minute } (penintsulako ordua)

## Data bat, hiru eremutan

day = Eguna
month = Hila
year = Urtea

## Kontraste-datua: agirian jartzen duen beste zerbait

contrast-date = Zein egunera arte da baliozkoa zure NANa?
    .hint = Adibidez, 27 3 2031. Zure NANa iraunkorra bada (01-01-9999), idatzi jaulkipen-data
    .where = Argazkiaren aldean, «Validez» edo «Válido hasta» hitzen ondoan. Jaulkipen-data «Emisión» hitzaren ondoan dago.
contrast-date-empty = Idatzi zure NANaren baliozkotasun-data
contrast-date-form = Datak benetakoa izan behar du, adibidez 27 3 2031
contrast-date-permanent = Zure NANa iraunkorra da. Idatzi jaulkipen-data
contrast-support = Zure txartelaren euskarri-zenbakia
    .hint = Letra bat eta 8 zenbaki, adibidez E00123456
    .where = Atzerritarraren txartelean E letraz hasten da, eta argazkiaren aldean dago, goian. Europar Batasuneko herritarraren ziurtagirian C letraz hasten da.
contrast-support-empty = Idatzi zure txartelaren euskarri-zenbakia
contrast-support-form = Euskarri-zenbakiak E edo C bat eta 8 zenbaki izan behar ditu, adibidez E00123456
contrast-where = Non dago?

## Noiz arte dagoen irekita urrats bat

limit = Urrats honetan ordu honetara arte egon zaitezke: { $clock }.
    .last = Ezin da gehiago luzatu. Garaiz iristen ez bazara, hasi berriro erakundearen orrian.
    .more = Denbora gehiago behar dut
    .soon = 2 minutu baino gutxiago geratzen dira
    .failed = Ezin izan dugu denbora luzatu. Egiaztatu konexioa eta saiatu berriro.
limit-more = Denbora gehiago behar duzu?
    .text = Urrats hau ordu honetan itxiko da: { $clock }. Jarraitzen baduzu, idatzitakoa ez da galduko.
    .answer = Jarraitu
limit-last = Denbora amaitzen ari da
    .text = Urrats hau ordu honetan itxiko da, eta ezin da gehiago luzatu: { $clock }.
    .answer = Ados

## Aukeratu nola sartu

choose-heading = Aukeratu nola sartu
choose-none = Une honetan ez dago zerbitzu honetan sartzeko modurik.
level-low = Zerbitzu honek segurtasun-maila baxua eskatzen du: modu hauetako edozeinetan sar zaitezke.
level-substantial = Zerbitzu honek funtsezko segurtasun-maila eskatzen du: sartzeko modu guztiek ez dute balio.
level-high = Zerbitzu honek segurtasun-maila altua eskatzen du: sartzeko modurik seguruenek bakarrik balio dute.
session-level = Lehendik sartuta zaude ({ $name }), baina zerbitzu honek segurtasun handiagoa eskatzen du.
session-method = Lehendik sartuta zaude ({ $name }), baina zerbitzu honek ez du onartzen sartzeko erabili zenuen modua.
session-forced = Lehendik sartuta zaude ({ $name }), baina zerbitzu honek nor zaren berriro frogatzeko eskatzen du.
why-not = Zergatik ez ditut ikusten sartzeko beste modu batzuk?
why-not-level = Ez du ematen zerbitzu honek eskatzen duen segurtasun-maila.
why-not-excluded = Zerbitzu honek ez du onartzen.
why-not-out-of-order = Orain ez dabil. Probatu beste modu bat.
not-registered = Ez nago erregistratuta
    .how = Sartzeko, lehenago erregistratu behar duzu. Erregistro-bulego batean egin dezakezu, zure nortasun-agiriarekin, edo ziurtagiriarekin, zure administrazioak eskaintzen duen lekuetan.
    .then = Ondoren, itzuli erakundearen orrira eta hasi berriro.

## Mailak eta sartzeko moduak, hitz batean

way-in = Sartzeko modua
assurance = Segurtasun-maila
assurance-low = Baxua
    .inline = baxua
assurance-substantial = Funtsezkoa
    .inline = funtsezkoa
assurance-high = Altua
    .inline = altua
registration-basic = Oinarrizkoa
registration-advanced = Aurreratua

## Jarraitu honela…

continue-heading = Jarraitu honela: { $name }
continue-before = Lehen sartu zara nabigatzaile honetan. Nor zaren berriro frogatu gabe jarrai dezakezu.
continue-at = Sartu zineneko ordua
continue-stranger = Zu ez bazara, edo beste modu batean sartu nahi baduzu, ez jarraitu: erabili beste botoia.
continue-as = Jarraitu honela: { $name }
continue-other = Sartu beste identitate batekin edo beste modu batean
shared-computer = Ordenagailua zurea ez bada, itxi nabigatzailea amaitzean.

## Frogatutakoa nahikoa ez denean

step-up-level = Lehendik sartuta zaude ({ $name }). Zerbitzu honek segurtasun handiagoa eskatzen du
    .why = Jarraitzeko, frogatu nor zaren modu seguruago batean.
step-up-age = Lehendik sartuta zaude ({ $name }), baina denbora gehiegi igaro da
    .why = Maila horretarako, duela gutxi frogatu behar izan duzu nor zaren. Horregatik eskatzen dizugu berriro.
step-up-method = Lehendik sartuta zaude ({ $name }), baina zerbitzu honek ez du onartzen sartzeko erabili zenuen modua
    .why = Jarraitzeko, aukeratu onartzen dituen moduetako bat.
step-up-needed = Zerbitzu honek eskatzen duen segurtasun-maila: { $level }.
step-up-reached =
    { $level ->
        [none] Orain arte frogatu duzunak ez du balio zerbitzu honetarako.
       *[other] Orain arte frogatu duzu nor zaren, maila honekin: { $level }.
    }
    .still =
        { $level ->
            [none] Orain arte frogatu duzunak ez du balio zerbitzu honetarako.
           *[other] Orain arte frogatu duzunak maila honetarako balio du hemen: { $level }.
        }
step-up-new-phone = Zure telefonoa berria da zure erregistroan. Segurtasunagatik, denbora batez hara bidaltzen ditugun kodeek maila baxurako bakarrik balio dute.
step-up-basic = Zure erregistroa oinarrizkoa da: harekin, sartzeko erabili duzun modua ez da iristen zerbitzu honek eskatzen duen mailara. Aukeratu beheko moduetako bat, edo igo zure erregistroa aurreratura erregistro-bulego batean, eta hasi berriro.
step-up-not-sent = Eragiketa honetan oraindik ez dugu zure daturik bidali.
step-up-choose = Aukeratu nola jarraitu
step-up-stranger = Ez al zara pertsona hau ({ $name })? Botoi honekin, pertsona horren saioa itxiko dugu nabigatzaile honetan, eta berriro aukeratuko duzu nola sartu. Hemen ireki dituen zerbitzuek irekita jarrai dezakete: itxi horiek, edo itxi nabigatzailea.
step-up-not-me = Ez naiz pertsona hau: { $name }

## Beste pertsona bat sartzen denean

replace-heading = Pertsonaz aldatuko gara nabigatzaile honetan?
    .who = Nabigatzaile honetan beste pertsona bat sartuta zegoen ({ $before }). Orain honela identifikatu zara: { $now }.
replace-ends = Jarraitzen baduzu, pertsona honen saioa itxiko da nabigatzaile honetan: { $before }.
    .services = Pertsona horrek ireki zituen zerbitzuek irekita jarrai dezakete hemen. Itxi saioa bakoitzean, edo itxi nabigatzailea.
replace-keep = Ez aldatu
    .what = Aldatzen ez baduzu, dena zegoen bezala geratuko da, eta berriro aukeratuko duzu nola sartu.

## Erakundera doazen datuak

release-asks =
    { $known ->
        [true] Bidaliko dizkiogu datu hauek erakunde honi: { $agency }?
       *[false] Bidaliko dizkiogu datu hauek erakundeari?
    }
    .why = Ados bazaude bakarrik bidaliko ditugu.
release-informs =
    { $known ->
        [true] Erakunde honi bidaltzen dizkiogun datuak: { $agency }
       *[false] Erakundeari bidaltzen dizkiogun datuak
    }
    .why = Erakundeak legez jasotzen ditu datu hauek: ez dizugu baimenik eskatzen, baina aurretik jakitea nahi dugu.
release-first-time = Orri hau erakusten dizugu, oraindik ez diogulako zure daturik bidali erakunde honi.
release-new-attributes = Orri hau erakusten dizugu, azken aldian bidali ez genituen datuak bidaliko genituzkeelako orain.
release-long-ago = Orri hau erakusten dizugu, azken alditik urtebete baino gehiago igaro delako.
attribute-person-identifier = Agiriaren zenbakia
attribute-first-name = Izena
attribute-family-name = Abizenak
attribute-first-surname = Lehen abizena
attribute-date-of-birth = Jaioteguna
attribute-registration = Erregistro-maila
attribute-legal-person-identifier = Ordezkatzen duen erakundearen IFZ
attribute-legal-name = Ordezkatzen duen erakundea
release-optional = Gehitu ditzakezun datuak
    .hint = Ez dira beharrezkoak sartzeko. Markatzen dituzunak bakarrik bidaliko ditugu.
release-then = Erabaki aurretik
    .alone = Erakunde honek bakarrik jasotzen ditu datu hauek.
    .remembered = Bidaltzen badituzu, urtebetez ez dizugu berriro galdetuko, beste datu batzuk bidali behar ez badira.
    .not-sent = Bidaltzen ez badituzu, sartu gabe itzuliko zara erakundera, eta ez du zure daturik jasoko.
release-send = Bidali eta jarraitu
release-keep = Ez bidali

## Erakundera itzultzea

returning-heading =
    { $known ->
        [true] Hona itzultzen: { $agency }
       *[false] Zerbitzura itzultzen
    }
returning-press = Sakatu Jarraitu, orria bere kabuz aldatzen ez bada.
returning-first = Sartzen zaren lehen aldia da.
returning-again = Azkenekoz noiz sartu zinen: { $at }.
returning-failed = { $count ->
        [one] Ordutik norbait behin ({ $count }) saiatu da zure dokumentuarekin sartzen, eta ez du lortu.
       *[other] Ordutik norbait { $count } aldiz saiatu da zure dokumentuarekin sartzen, eta ez du lortu.
    }
    .do = Zu izan bazinen, sakatu Jarraitu. Bestela, erabili bidali genizun mezuko «Ez naiz ni izan» esteka, edo joan bulego batera.
    .see = Ikusi zure sarrerak (beste fitxa batean irekitzen da)

## Irten

leave = Irten
leave-link = Itxi zure saioa
leave-heading = Irten nahi duzu?
leave-who = Honela sartu zara
leave-since = Noiztik
leave-opened = Zerbitzu hauek ireki dituzu, azkena lehenengo:
    .told = Irtetean, banan-banan abisatuko diegu, zure saioa itxi dezaten haiek ere.
leave-elsewhere =
    { $count ->
        [one] Saio { $count } duzu irekita beste nabigatzaile batean.
       *[other] { $count } saio dituzu irekita beste nabigatzaile batzuetan.
    }
    .services = Hemendik han ere irten zaitezke. Han ireki zenituen zerbitzuei ezin diegu abisatu: irekita jarrai dezakete.
    .button = Irten hemen eta beste nabigatzaile guztietan
leave-nobody = Ez zara sartu nabigatzaile honetan
    .what = Hemen ez dago ixteko saiorik zerbitzu honetan: { $hub }.
    .do = Zerbitzuren bat irekita ikusten baduzu, itxi saioa haren orrian edo itxi nabigatzailea.
telling-heading = Zure saioa ixten
    .what = Irten zara hemendik: { $hub }. Orain erakunde honi abisatuko diogu, zure saioa itxi dezan hark ere: { $agency }.
telling-waits = Erakunde honek ez digu oraindik erantzun: { $agency }. Zerbitzu hori gabe jarrai dezakezu, edo berriro abisatu.
telling-tell = Abisatu erakunde honi: { $agency }
    .press = Orria bere kabuz aldatzen ez bada, sakatu «Abisatu erakunde honi: { $agency }».
telling-skip = Jarraitu erakunde hau gabe: { $agency }
    .press = Erantzuten ez badu, sakatu «Jarraitu erakunde hau gabe: { $agency }». Beste orri batean uzten bazaitu, egin atzera edo ireki helbide hau: geunden lekutik jarraituko dugu.
telling-unsure = Ezin izan dugu egiaztatu erakunde honek erantzuten duen: { $agency }. Saiatu abisatzen, edo jarraitu itxaron gabe.
told = Zure zerbitzuak
told-now = Orain abisatu behar zaio
told-later = Gero
told-ended = Saioa itxita
told-no-answer = Ez du erantzun: saioak irekita jarrai dezake
told-no-time = Ez da astirik izan abisatzeko: saioak irekita jarrai dezake
told-refused = Erantzun du ezin izan duela itxi
told-unsupported = Ezin zaio abisatu: saioak irekita jarrai dezake
told-open = Ireki { $agency } han ixteko (beste fitxa batean irekiko da)
left = Irten zara
    .what = Itxita dago nabigatzaile honetan zenuen saioa: { $hub }.
    .services = Zerbitzu hauetan ere itxi da:
left-partial = Irten zara hemendik ({ $hub }), baina ez zerbitzu guztietatik
    .what = Zerbitzu batzuetan zure saioak irekita jarrai dezake. Itxi haien orrian, edo itxi nabigatzailea.
left-nothing = Hemen ez zegoen saiorik irekita
    .what = Agian lehenago irten zinen, edo denbora amaitu zen. Zerbitzuren bat irekita ikusten baduzu, itxi saioa haren orrian.
left-gone = Ez dugu ezer itxi
    .what = Zerbitzuaren eskaera ez dagokio nabigatzaile honetan dagoen saioari.
left-another = Nabigatzaile honetako zure saioa irekita dago oraindik. Irten nahi baduzu, egin hemen:
left-everywhere = Beste nabigatzaileetan zenituen saioak ere itxi ditugu ({ $hub }). Han ireki zenituen zerbitzuek irekita jarrai dezakete.
left-certificate = Ziurtagiri bat erabili duzu: itxi nabigatzailea ere. Irekita dagoen bitartean, beste norbait sar liteke harekin.
left-back = Irteteko erabili duzun orrira itzuliko zara. Bere kabuz aldatzen ez bada, sakatu botoia.

## Zure izenean egin dena

accesses = Zure sarrerak
    .intro = Hau da zure gakoekin egin den azkena. Zuk bakarrik ikusten duzu.
    .none = Oraindik ez dago ezer.
    .unknown = Zure sarrerak ikusteko, lehenago zerbitzu batean sartu behar duzu nabigatzaile honetatik. Hasi erakunde baten orrian, eta itzuli gero hona.
    .stranger = Honetako zerbait zuk egin ez baduzu, erabili bidali genizun mezuko «Ez naiz ni izan» esteka, edo joan bulego batera.
access-entered = Sartu zinen
access-failed = Ondo atera ez zen saiakera
access-halfway = Norbaitek zure pasahitza idatzi zuen eta ez zuen jarraitu
access-changed = Aldaketa edo desblokeoa
access-locked = Blokeoa
access-browser = Nabigatzaile bateko lehen aldia
disown = Ez zara zu izan?
    .what = Zu ez zaren norbait zure gakoekin sartu bada, oraintxe bertan eten dezakegu: zure saio guztiak itxiko ditugu eta sartzeko erabili den gakoa blokeatuko dugu.
    .then = Gako hori berriro erabiltzeko bulego batera joan beharko duzu. Sartzeko beste moduek balio izaten jarraitzen dute.
disown-done = Zure saioak itxi eta gakoa blokeatu dugu
    .what = Inork ezin du harekin sartzen jarraitu, zuk ere ez.
    .then = Berriro erabiltzeko, joan bulego batera. Sartzeko beste moduek balio izaten jarraitzen dute.
disown-over = Esteka honek ez du balio jada
    .what = Dagoeneko erabili da, edo 30 egun baino gehiago ditu. Esteka honekin ez da orain ezer aldatu.
    .then = Norbait zure izenean sartzen dela uste baduzu, joan bulego batera.
disown-button = Ez naiz ni izan: blokeatu

## Abisuak, postaz edo SMS bidez

notice-browser = Norbait zure gakoekin sartu da ezagutzen ez genuen nabigatzaile batetik. Noiz: { $at }.

    Zu izan bazara, ez duzu ezer egin behar.

    Zu izan ez bazara, ireki helbide hau eta sakatu botoia. Ez dizu gakorik eskatuko:
    { $link }
    .subject = Nabigatzaile berri batetik sartu zara
    .sms = Zure gakoekin sartu dira nabigatzaile berri batetik. Zu izan ez bazara: { $link }
notice-lock = Zure sartzeko moduetako bat blokeatu dugu ({ $method }), gehiegitan gaizki idatzi delako edo zuk eskatu duzulako. Noiz: { $at }. Sartzeko beste moduek balio izaten jarraitzen dute.

    Zu izan ez bazara, ireki helbide hau eta sakatu botoia: zure saioak ere itxiko ditugu. Ez dizu gakorik eskatuko:
    { $link }
    .subject = Sartzeko modu bat blokeatu dugu: { $method }
    .sms = Sartzeko modu bat blokeatu dugu ({ $method }). Zu izan ez bazara: { $link }
notice-set = Zure sartzeko moduetako bat aldatu da ({ $method }). Noiz: { $at }.

    Zu izan bazara, ez duzu ezer egin behar.

    Zu izan ez bazara, ireki helbide hau eta sakatu botoia: blokeatu egingo dugu, eta zure saioak itxi. Ez dizu gakorik eskatuko:
    { $link }
    .subject = Sartzeko modu bat aldatu da: { $method }
    .sms = Sartzeko modu bat aldatu da ({ $method }). Zu izan ez bazara: { $link }
notice-unlock = Bulego batek zure sartzeko moduetako bat desblokeatu du ({ $method }). Noiz: { $at }.

    Eskatu ez baduzu, ireki helbide hau eta sakatu botoia: blokeatu egingo dugu, eta zure saioak itxi. Ez dizu gakorik eskatuko:
    { $link }
    .subject = Sartzeko modu bat desblokeatu dugu: { $method }
    .sms = Bulego batek sartzeko modu bat desblokeatu du ({ $method }). Eskatu ez baduzu: { $link }

## Ezin denean jarraitu: zer gertatu den, zergatik (.why), zer egin (.do)

reference = Erreferentzia-zenbakia
at = Data eta ordua
back-to-agency =
    { $known ->
        [true] Itzuli hona: { $agency }
       *[false] Itzuli erakundera
    }
current-step = Joan oraingo urratsera
continue-anyway = Jarraitu hala ere
not-sent =
    { $known ->
        [true] Ez diogu zure daturik bidali erakunde honi: { $agency }.
       *[false] Ez diogu zure daturik bidali inongo erakunderi.
    }
not-sent-again = Ez ditugu zure datuak berriro bidali.
not-kept = Ez dugu gorde bidali duzun ezer.

refusal-unknown-agency =
    { $known ->
        [true] Onartu ezin dugun eskaera bat iritsi zaigu hemendik: { $agency }
       *[false] Erakunde batek onartu ezin dugun eskaera bat bidali digu
    }
    .why = Eskaera ezagutzen ez dugun zerbitzu batetik dator. Ez da zure errua.
    .do = Itzuli erakundearen orrira eta hasi berriro. Berriro gertatzen bada, abisatu erakundeari eta emaiozu erreferentzia-zenbakia.
refusal-untrusted-request =
    { $known ->
        [true] Onartu ezin dugun eskaera bat iritsi zaigu hemendik: { $agency }
       *[false] Erakunde batek onartu ezin dugun eskaera bat bidali digu
    }
    .why = Ezin izan dugu egiaztatu eskaera erakunde horrena denik. Ez da zure errua.
    .do = Itzuli erakundearen orrira eta hasi berriro. Berriro gertatzen bada, abisatu erakundeari eta emaiozu erreferentzia-zenbakia.
refusal-malformed-request =
    { $known ->
        [true] Onartu ezin dugun eskaera bat iritsi zaigu hemendik: { $agency }
       *[false] Erakunde batek onartu ezin dugun eskaera bat bidali digu
    }
    .why = Eskaera osatu gabe edo gaizki idatzita iritsi da. Ez da zure errua.
    .do = Itzuli erakundearen orrira eta hasi berriro. Berriro gertatzen bada, abisatu erakundeari eta emaiozu erreferentzia-zenbakia.
refusal-stale-request = Eskaerak jada ez du balio
    .why = Denbora gehiegi igaro da erakundeak bidali zuenetik, edo haren zerbitzariaren erlojua ez dabil ondo.
    .do = Itzuli erakundearen orrira eta hasi berriro. Berriro gertatzen bada, abisatu erakundeari eta emaiozu erreferentzia-zenbakia.
refusal-request-used = Eskaera hau erabilita dago
    .why = Eskaera bakoitzak behin bakarrik balio du. Agian atzera egin duzu, edo orria berriro kargatu duzu.
    .do = Itzuli erakundearen orrira eta hasi berriro.
refusal-mid-journey = Ezin zara orri honetatik hasi
    .why = Orri hau beste nabigatzaile batean hasi zen eragiketa batena da, edo jada existitzen ez den batena.
    .do = Joan sartu nahi duzun erakundearen orrira eta hasi han.
refusal-finished = Eragiketa hau amaitu da
    .why = Jada erakundera itzuli zara, edo eragiketa bertan behera utzi da.
    .do = Berriro sartu nahi baduzu, hasi berriro erakundearen orrian.
refusal-step-done = Urrats hau eginda dago
    .why = Aurreko orri batera itzuli zara, edo formularioa bi aldiz bidali da.
    .do = Jarraitu orain zauden urratsean.
refusal-bounced =
    { $known ->
        [true] Hona itzuli zaitu erakunde honek, lehendik sartuta zeunden arren: { $agency }
       *[false] Erakundeak hona itzuli zaitu. Lehendik sartuta zeunden
    }
    .why = Oraintxe esan diogu erakundeari nor zaren, eta berehala galdetu digu berriro. Agian haren orriak huts egiten du, edo zure nabigatzaileak ez ditu haren cookieak onartzen.
    .do = Hala ere jarrai dezakezu. Berriro itzultzen bazaitu, abisatu erakundeari eta emaiozu erreferentzia-zenbakia.
refusal-timeout = Denbora gehiegi igaro da
    .why = Zu babesteko, eragiketa ixten dugu denbora bat igarotzen denean.
    .do = Itzuli erakundearen orrira eta hasi berriro.
refusal-no-cookies = Zure nabigatzaileak ez du cookierik onartzen
    .why = Sartzen zaren bitartean cookie bat behar dugu, zu zarela jakiteko.
    .do = Baimendu gune honen cookieak zure nabigatzailean. Gero itzuli erakundearen orrira eta hasi berriro.
refusal-not-found = Ez dugu orri hau aurkitzen
    .why = Agian helbidea gaizki idatzita dago, edo orria jada ez dago.
    .do = Egiaztatu helbidea. Zerbitzu batean sartu nahi baduzu, hasi erakundearen orrian.
refusal-method-not-allowed = Orri hau ezin da horrela ireki
    .why = Helbide honetara beste orri bateko botoiarekin bakarrik iristen da.
    .do = Egin atzera eta erabili botoia. Zerbitzu batean sartu nahi baduzu, hasi erakundearen orrian.
refusal-too-large = Iritsi zaiguna handiegia da
    .why = Orri honetan onartzen duguna baino gehiago da.
    .do = Itzuli erakundearen orrira eta hasi berriro. Berriro gertatzen bada, abisatu erakundeari eta emaiozu erreferentzia-zenbakia.
refusal-unsupported-type = Ezin dugu irakurri iritsi zaiguna
    .why = Orri honetan onartzen ez dugun formatu batean iritsi da.
    .do = Itzuli erakundearen orrira eta hasi berriro. Berriro gertatzen bada, abisatu erakundeari eta emaiozu erreferentzia-zenbakia.
refusal-bad-form = Ezin dugu formularioa irakurri
    .why = Osatu gabe edo hondatuta iritsi da.
    .do = Egin atzera, kargatu orria berriro eta bete formularioa berriz.
refusal-cross-site = Ez dugu formulario hau onartu
    .why = Ez dator gure orri batetik, edo orria denbora gehiegi egon da irekita.
    .do = Egin atzera, kargatu orria berriro eta saiatu berriz. Zure datuak idatzi aurretik, egiaztatu beti orriaren helbidea.
refusal-too-many = Saiakera gehiegi
    .why = Zure konexiotik eskaera gehiegi iritsi zaizkigu denbora gutxian.
    .do =
        { $until ->
            [none] Itxaron minutu batzuk eta saiatu berriro.
           *[other] Ordu honetatik aurrera saia zaitezke berriro: { $until }.
        }
refusal-no-way = Zerbitzu honek segurtasun-maila altuagoa eskatzen du
    .why = Orain ditugun sartzeko moduetako bat ere ez da iristen zerbitzuak eskatzen duen mailara.
    .do = Itzuli erakundera: agian beste modu batean lagunduko dizu.
refusal-busy = Orain ezin ditugu zure datuak egiaztatu
    .why = Gure sistemaren zati batek ez du erantzuten. Ez da zure errua.
    .do = Itxaron minutu batzuk eta saiatu berriro.
refusal-problem = Arazo bat dugu
    .why = Zerbaitek huts egin du gure sisteman. Ez da zure errua.
    .do = Saiatu berriro minutu batzuk barru. Berriro gertatzen bada, gorde erreferentzia-zenbakia: harekin zerk huts egin duen bila dezakegu.

## Zerbitzuak gehiago eskatzen duenean: zer gertatu den, zergatik (.why), zer egin daitekeen

shortfall-level = Zerbitzu honek segurtasun-maila altuagoa eskatzen du
    .why =
        { $reached ->
            [none] Eskatzen duen maila: { $needed }. Modu honetan ez da maila horretara iristen.
           *[other] Eskatzen duen maila: { $needed }. Zuk lortu duzun maila: { $reached }.
        }
shortfall-registration = Zerbitzu honek erregistro aurreratua eskatzen du
    .why = Zure erregistroa oinarrizkoa da: erregistratu zinenean urrutitik egiaztatu genuen nor zinen. Zerbitzu honek aurrez aurre edo ziurtagiriarekin egiaztatuta egotea eskatzen du.
shortfall-unattainable = Zerbitzu honek segurtasun-maila altuagoa eskatzen du
    .why = Eskatzen duen maila: { $needed }. Onartzen dituen sartzeko moduetako bat ere ez da maila horretara iristen.
shortfall-standing = Ezin dizugu sarbiderik eman. Galdetu bulego batean
    .why = Orain ezin zara identitate honekin sartu. Zure datuak babesteko, hemen ez dugu arrazoia esaten.
shortfall-method = Zerbitzu honek jada ez du onartzen aukeratu duzun sartzeko modua
    .why = Erakundeak onartzen dituen sartzeko moduak aldatu ditu. Ez da zure errua.
shortfall-basic = Zure erregistroa oinarrizkoa da: erregistratu zinenean urrutitik egiaztatu genuen nor zinen. Erregistro horrekin ez da maila baxutik gora igarotzen.
shortfall-do = Zer egin dezakezun
shortfall-raise = Igo zure erregistroa aurreratura. Honela egin dezakezu:
    .office = Erregistro-bulego batean, zure nortasun-agiriarekin.
    .certificate = Ziurtagiriarekin, zure administrazioak eskaintzen duen lekuetan.
shortfall-methods-now = Honela irits zaitezke zerbitzuak eskatzen duen mailara:
shortfall-methods-after = Erregistro aurreratuarekin, honela iritsi ahal izango zara zerbitzuak eskatzen duen mailara:
shortfall-choose = Aukeratu sartzeko beste modu bat.
shortfall-start-again = Gero hasi berriro erakundearen orrian.
shortfall-ask-agency = Itzuli erakundera: agian beste modu batean lagunduko dizu.
shortfall-ask-office = Galdetu erregistratu zinen lekuan, edo erregistro-bulego batean, zure nortasun-agiriarekin. Han esango dizute zer gertatzen den eta zer egin dezakezun.
shortfall-quote =
    { $known ->
        [true] { $agency }: hari edo guri honetaz galdetuz gero, esan erreferentzia-zenbaki hau.
       *[false] Erakundeari edo guri honetaz galdetuz gero, esan erreferentzia-zenbaki hau.
    }

## Laguntza

help-what = Zer den orri hau
    .text = Erakunde publikoen zerbitzuetara sartzeko atea da. Hemen nor zaren frogatzen duzu, eta guk sartu nahi duzun erakundeari esaten diogu.
help-stuck = Ezin baduzu sartu
    .start = Hasi beti erakundearen orrian. Hemendik ezin da hasi.
    .other = Sartzeko modu bat ez badabil, aukeratu beste bat, baldin badago.
    .reference = Erreferentzia-zenbaki bat ikusten baduzu, gorde: harekin zer gertatu den bila daiteke.
help-safe = Zaindu zure pasahitza eta zure kodeak
    .nobody = Ez eman inori. Inoiz ez dizkizugu eskatuko telefonoz, postaz edo SMS bidez.

## Pribatutasuna

privacy-what = Zer datu erabiltzen ditugun
    .text = Nor zaren jakiteko, zure agiriaren zenbakia eta sartzean idazten duzuna erabiltzen ditugu. Frogatu duzuna zifratuta gordetzen da eragiketak irauten duen bitartean eta, erakunde bakoitzean berriro sartu behar ez izateko, gehienez 8 orduz; zure nabigatzaileak bakarrik du giltza. Erakunde bakoitzari bidali aurretik zer datu erakutsi dizkizugun eta noiz ere gogoratzen dugu.
privacy-who = Nork jasotzen dituen
    .text = Sartzen zaren erakundeak hauek jasotzen ditu: zure izena, zure abizenak, zure agiriaren zenbakia, nola sartu zaren eta bidali aurretik erakusten dizkizugun gainerako datuak. Beste inork ez ditu jasotzen.
privacy-trace = Zer idazten dugun
    .text = Zein erakundetan sartu den, noiz, zein modutan eta zein segurtasun-mailarekin idazten dugu. Zerrenda horretan ez daude zure izena eta zure agiriaren zenbakia.
privacy-cookies = Cookieak
    .text = Beharrezko cookieak bakarrik erabiltzen ditugu: bat eragiketarako, bestea erakunde bakoitzean berriro sartzeko ez eskatzeko, beste bat ezagutzen ez duzun nabigatzaile batetik norbait sartzen bada abisatzeko, eta beste bat zure hizkuntza gogoratzeko. Ez dago publizitateko edo estatistiketako cookierik.

## Irisgarritasuna

accessibility-state = Nolakoak diren orri hauek
    .text = Orri hauek WCAG 2.2 jarraibideak, AA maila, betetzeko egin ditugu. JavaScript gabe, teklatuarekin eta letra handiarekin funtzionatzen dute.
    .checked = Programa batek orriak egiaztatzen ditu aldaketa bakoitzean. Oraindik ez ditu aztertu pantaila-irakurgailua duen pertsona batek.
accessibility-complain = Arazo bat aurkitzen baduzu
    .text = 1112/2018 Errege Dekretuak eskubidea ematen dizu irisgarritasun-arazoen berri emateko eta informazioa beste modu batean eskatzeko. Zerbitzu honen arduradunak hemen argitaratu behar du non egin.
