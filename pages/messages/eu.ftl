# Euskara

## Orri guztietan

skip = Joan eduki nagusira
languages = Hizkuntzak
entering = Hemen sartuko zara:
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
moment = { $year }/{ $month }/{ $day }, { $hour }:{ $minute } (penintsulako ordua)

## Aukeratu nola sartu

choose-heading = Aukeratu nola sartu
choose-none = Une honetan ez dago zerbitzu honetan sartzeko modurik.
level-low = Zerbitzu honek segurtasun-maila baxua eskatzen du: modu hauetako edozeinetan sar zaitezke.
level-substantial = Zerbitzu honek funtsezko segurtasun-maila eskatzen du: sartzeko modu guztiek ez dute balio.
level-high = Zerbitzu honek segurtasun-maila altua eskatzen du: sartzeko modurik seguruenek bakarrik balio dute.
why-not = Zergatik ez ditut ikusten sartzeko beste modu batzuk?
why-not-level = Ez da iristen zerbitzu honek eskatzen duen segurtasun-mailara.
why-not-excluded = Zerbitzu honek ez du onartzen.
why-not-out-of-order = Orain ez dabil. Probatu beste modu bat.

## Erakundera itzultzea

returning-heading =
    { $known ->
        [true] Hona itzultzen: { $agency }
       *[false] Zerbitzura itzultzen
    }
returning-press = Sakatu Jarraitu, orria bere kabuz aldatzen ez bada.

## Ezin denean jarraitu: zer gertatu den, zergatik (.why), zer egin (.do)

reference = Erreferentzia-zenbakia
at = Data eta ordua
back-to-agency =
    { $known ->
        [true] Itzuli hona: { $agency }
       *[false] Itzuli erakundera
    }
current-step = Joan oraingo urratsera
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
    .text = Nor zaren jakiteko, zure agiriaren zenbakia eta sartzean idazten duzuna erabiltzen ditugu. Zure datuak zifratuta gordetzen dira eragiketak irauten duen bitartean, eta zure nabigatzaileak bakarrik du giltza.
privacy-who = Nork jasotzen dituen
    .text = Sartzen zaren erakundeak zure izena, zure abizenak eta zure agiriaren zenbakia jasotzen ditu, eta badaki nola sartu zaren. Beste inork ez ditu jasotzen.
privacy-trace = Zer idazten dugun
    .text = Zein erakundetan sartu den, noiz, zein modutan eta zein segurtasun-mailarekin idazten dugu. Zerrenda horretan ez daude zure izena eta zure agiriaren zenbakia.
privacy-cookies = Cookieak
    .text = Beharrezko cookieak bakarrik erabiltzen ditugu: bat eragiketarako eta bestea zure hizkuntza gogoratzeko. Ez dago publizitateko edo estatistiketako cookierik.

## Irisgarritasuna

accessibility-state = Nolakoak diren orri hauek
    .text = Orri hauek WCAG 2.2 jarraibideak, AA maila, betetzeko egin ditugu. JavaScript gabe, teklatuarekin eta letra handiarekin funtzionatzen dute.
    .checked = Programa batek orriak egiaztatzen ditu aldaketa bakoitzean. Oraindik ez ditu aztertu pantaila-irakurgailua duen pertsona batek.
accessibility-complain = Arazo bat aurkitzen baduzu
    .text = 1112/2018 Errege Dekretuak eskubidea ematen dizu irisgarritasun-arazoen berri emateko eta informazioa beste modu batean eskatzeko. Zerbitzu honen arduradunak hemen argitaratu behar du non egin.
