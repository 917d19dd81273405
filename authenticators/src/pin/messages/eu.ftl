method-pin = SMS bidezko PINa
    .hint = Zure NAN edo AIZrekin, hartan agertzen den datu batekin eta zure mugikorrera bidaltzen dugun PIN batekin

pin-heading = Sartu PIN batekin
pin-document = NAN edo AIZ
    .hint = 8 zenbaki eta letra bat, edo X, Y edo Z, 7 zenbaki eta letra bat
pin-document-empty = Idatzi zure NAN edo AIZ
pin-document-form = NANak edo AIZk 8 zenbaki eta letra bat izan behar ditu, edo X, Y edo Z, 7 zenbaki eta letra bat. Adibidez, 12345678Z
pin-document-letter = Letra ez dator bat zenbakiarekin. Egiaztatu zure agirian
pin-document-legal = NAN edo AIZ duten pertsonak bakarrik sar daitezke hemen

pin-datum-heading = Egiaztatu zure agiria
pin-datum-wrong = Datuak ez datoz bat zure agirikoekin
pin-datum-away = Orain ezin ditugu zure datuak egiaztatu. Ez da zure errua. Saiatu berriro minutu batzuk barru

pin-obtain-heading = Eskatu zure PINa
pin-obtain-what = PINak behin bakarrik balio du, eta 10 minutuz. Eskatu ondoren, { $tail } zenbakiez amaitzen den telefonora SMS bidez bidal diezazugun eska dezakezu.
pin-obtain = PINa lortu
pin-key-why = Aukeratu orain PIN honetarako gako bat: PINarekin batera eskatuko dizugu, eta zure SMSa ikusten duenak ez du izango.
pin-key-new = PIN honetarako gakoa: 4 letra edo zenbakiko gakoa
    .hint = Ez du beti bera izan behar
pin-key = PIN honetarako zure gakoa: 4 letra edo zenbakiko gakoa
    .hint = PIN hau eskatzean aukeratu duzuna
pin-key-empty = Idatzi gakoa
pin-key-form = Gakoak azenturik gabeko 4 letra edo zenbaki ditu
pin-over = PIN horrek ez du jada balio: iraungi da, erabili da edo beste bat eskatu duzu. Eskatu PIN berri bat
pin-tries-over = PINa 3 aldiz gaizki idatzi duzu eta ez du jada balio. Eskatu PIN berri bat

pin-have = Badut PIN bat
pin-sent-heading = Zure PINa bidean da
pin-sent-use = Ordu honetara arte balio du: { $valid }. Joan sartu nahi duzun zerbitzura, aukeratu «SMS bidezko PINa» eta gero «Badut PIN bat».

pin-wait-heading = Eskatu PINa daraman SMSa
pin-wait-what = Zure PINa prest dago; balio du ordu honetara arte: { $valid }. { $tail } zenbakiez amaitzen den telefonora bidaltzea eskatu ahal izango duzu ordu honetatik aurrera: { $next }.
pin-wait-count = { $seconds } segundo barru eskatu ahal izango duzu SMSa
pin-wait-ready = Orain eska dezakezu PINa SMS bidez
pin-send = Bidali PINa SMS bidez
pin-early = Oraindik ez. Ordu honetan eskatu ahal izango duzu: { $until }
pin-sms-spent = SMS gehiegi eskatu duzu. Beste bat ordu honetan eskatu ahal izango duzu: { $until }

pin-code-heading = Idatzi zure PINa
pin-sent = SMS bat bidali dugu { $tail } zenbakiez amaitzen den telefonora
pin-delivered = SMSa iritsi da { $tail } zenbakiez amaitzen den telefonora
pin-failed = Ezin izan da SMSa entregatu { $tail } zenbakiez amaitzen den telefonoan. Egiaztatu piztuta eta estaldurarekin dagoela
pin-valid = PINak ordu honetara arte balio du: { $valid }.
pin-nobody = Ez eman PIN hau inori. Inoiz ez dizugu telefonoz eskatuko
pin-label = PINa
    .hint = 3 letra edo zenbaki. Berdin da maiuskula edo minuskula
pin-enter = Sartu
pin-empty = Idatzi PINa
pin-form = PINak 3 letra edo zenbaki ditu
pin-wrong = PINa ez da zuzena. { $tries ->
        [one] Saiakera { $tries } geratzen zaizu
       *[other] { $tries } saiakera geratzen zaizkizu
    }
pin-wrong-key = Gakoa edo PINa ez dira zuzenak. { $tries ->
        [one] Saiakera { $tries } geratzen zaizu
       *[other] { $tries } saiakera geratzen zaizkizu
    }
pin-problems = Ez zait SMSa iristen
    .text = Minutu batzuk behar izan ditzake. Telefonoz aldatu bazara, hemen ezin dugu aldatu: joan erregistro-bulego batera edo sartu ziurtagiriarekin.
pin-again = Beste SMS bat eskatu
pin-again-count = { $seconds } segundo barru beste SMS bat eskatu ahal izango duzu
pin-again-ready = Orain beste SMS bat eska dezakezu
pin-sends-over = PIN hau 3 aldiz bidali dugu jada. PIN berri bat ordu honetan eskatu ahal izango duzu: { $until }
pin-sends-over-text = PIN hau 3 aldiz bidali dugu jada. Iristen ez bada, sartu beste modu batera

pin-sms = { $agency }: sartzeko PINa. 10 min balio du. Ez eman inori: { $code }
pin-own-sms = Zure sarbide PINa. 10 min balio du. Ez eman inori: { $code }

pin-no-datum = Agiri honekin ezin duzu PINik eskatu
    .why = K, L edo M letraz hasten diren IFZek ez dute nor zaren egiaztatzeko txartelik
    .do = Sartu ziurtagiri elektronikoarekin edo joan erregistro-bulego batera
pin-datum-spent = Bat ez datozen datuak gehiegitan idatzi dituzu
    .why = Agiri bakoitzarekin 5 aldiz saia daiteke 24 ordutan
    .do = Ordu honetatik aurrera saiatu ahal izango duzu berriro, gehienez 24 ordu barru: { $until }. Edo aukeratu sartzeko beste modu bat
pin-unregistered = Oraindik ez zaude erregistratuta
    .why = Datuak zure agirikoak dira, baina harekin ez dago inor erregistratuta
    .do = Erregistro-bulego batean erregistra zaitezke, edo ziurtagiriarekin edo NAN elektronikoarekin sartu
pin-inactive = Ezin dizugu sarbiderik eman. Deitu edo joan bulego batera
    .why = Zure erregistroa ez dago aktibo
    .do = Bulegoan esango dizute zergatik eta zer egin dezakezun
pin-no-phone = Ez dugu zure telefonorik
    .why = PINa SMS bidez bidaltzen da, eta zure erregistroan ez dago mugikorrik
    .do = Joan erregistro-bulego batera zure mugikorra emateko, edo aukeratu sartzeko beste modu bat
pin-blocked = Zure PINa blokeatu dugu une batez
    .why = Gehiegitan idatzi da gaizki
    .do = Beste bat ordu honetatik aurrera eskatu ahal izango duzu: { $until }. Edo aukeratu sartzeko beste modu bat
pin-held = Zure PINa blokeatuta dago
    .why = Norbaitek esan du ez zinela zu sartzen zena, eta ordutik ez dugu PINik ematen
    .do = Deitu edo joan erregistro-bulego batera desblokeatzeko, edo aukeratu sartzeko beste modu bat
