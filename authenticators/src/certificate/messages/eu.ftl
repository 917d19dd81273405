method-certificate = Ziurtagiria edo NAN elektronikoa
    .hint = Gailu honetan instalatutako ziurtagiri batekin, edo zure NANarekin eta irakurgailu batekin

certificate-heading = Sartu zure ziurtagiriarekin edo NANarekin
certificate-phone = Mugikorrean ziurtagiria instalatuta eduki behar da.
certificate-card = Sartu orain NANa irakurgailuan. Zure ziurtagiria gailu honetan instalatuta badago, ez duzu beste ezer behar.
certificate-browser = Nabigatzaileak ziurtagiri bat aukeratzeko eskatuko dizu, eta agian zure NANaren PINa. PIN hori guk ez dugu ikusten.
certificate-show = Aukeratu ziurtagiria
certificate-again = Saiatu berriro

certificate-none = Ez dugu ziurtagiririk jaso
    .why = Bertan behera utzi duzu, edo zure nabigatzaileak ez du ziurtagiririk, edo duena iraungita dago, edo ez du onar dezakegun bat ere. Batzuetan ez du galdetu ere egiten
    .do = Egiaztatu NANa ondo sartuta dagoela irakurgailuan, edo ziurtagiria instalatuta dagoela, eta saiatu berriro. Bertan behera utzi baduzu eta nabigatzaileak ez badu gehiago galdetzen, itxi haren leiho guztiak eta hasi berriro
certificate-issuer = Ez ditugu igorle honen ziurtagiriak onartzen
    .why = Ziurtagiriaren igorlea «{ $issuer }» da, eta ez dago onartzen ditugun igorleen artean
    .do = Saiatu berriro eta aukeratu beste ziurtagiri bat, edo aukeratu sartzeko beste modu bat
certificate-expired = Zure ziurtagiria iraungita dago. Iraungitze-data: { $at }
    .why = Iraungitako ziurtagiri batekin ezin da egiaztatu nor zaren
    .do = Aukeratu beste ziurtagiri bat edo sartzeko beste modu bat. Berritzeko, hitz egin igorlearekin; NANarenak polizia-etxe batean berritzen dira
certificate-early = Zure ziurtagiriak egun honetatik aurrera balio du: { $at }
    .why = Egun hori ez da oraindik iritsi
    .do = Itxaron ordura arte, edo aukeratu beste ziurtagiri bat edo sartzeko beste modu bat. Jada balio duela uste baduzu, egiaztatu zure gailuko data eta ordua
certificate-revoked = Zure ziurtagiria baliogabetuta dago
    .why = Igorleak, «{ $issuer }», egun honetan baliogabetu zuen: { $at }. { $reason ->
        [key] Arrazoia: beste pertsona batek izan zezakeen haren gakoa
        [changed] Arrazoia: dituen datuak aldatu dira
        [replaced] Arrazoia: beste bat eman zen haren ordez
        [ceased] Arrazoia: ez zen gehiago erabiltzen
        [withdrawn] Arrazoia: erabiltzeko eskubidea kendu zen
        [authority] Arrazoia: igorlearen segurtasunak huts egin zuen
       *[none] Ez du arrazoirik ematen
    }
    .do = Deitu igorleari gehiago jakiteko edo beste bat eskatzeko, edo aukeratu sartzeko beste modu bat
certificate-hold = Zure ziurtagiria etenda dago
    .why = Igorleak, «{ $issuer }», eten egin du, eta oraingoz ez du balio
    .do = Deitu igorleari berriro aktiba dezan, edo aukeratu sartzeko beste modu bat
certificate-unknown = Igorleak ez du zure ziurtagiria ezagutzen
    .why = Igorleari galdetu diogu, «{ $issuer }», eta ziurtagiri hau ez duela ezagutzen dio
    .do = Eman berri badizute, saiatu berriro ordu batzuk barru. Bestela, deitu igorleari, edo aukeratu sartzeko beste modu bat
certificate-unchecked = Orain ezin dugu zure ziurtagiria egiaztatu
    .why = Ez da zure errua. Igorleak esan behar digu oraindik balio duela, eta ez du erantzuten
    .do = Saiatu berriro minutu batzuk barru, edo aukeratu sartzeko beste modu bat
certificate-signature = Ziurtagiri honek sinatzeko bakarrik balio du
    .why = NANean bi ziurtagiri daude: bat sinatzeko eta bestea sartzeko
    .do = Saiatu berriro eta aukeratu «AUTENTICACIÓN» dioena
certificate-purpose = Ziurtagiri honek ez du sartzeko balio
    .why = Igorleak beste zerbaitetarako egin zuen
    .do = Saiatu berriro eta aukeratu beste ziurtagiri bat, edo aukeratu sartzeko beste modu bat
certificate-algorithm = Zure ziurtagiria ez da jada segurua
    .why = Gaur egun faltsutu daitekeen modu zahar batean sinatuta dago
    .do = Aukeratu beste ziurtagiri bat edo sartzeko beste modu bat, eta eskatu berri bat igorleari
certificate-key = Zure ziurtagiriaren gakoa laburregia da
    .why = Horrelako gako batekin beste pertsona batek zure itxurak egin litzake
    .do = Aukeratu beste ziurtagiri bat edo sartzeko beste modu bat, eta eskatu berri bat igorleari
certificate-policy = Ez dugu ziurtagiri mota hau ezagutzen
    .why = Igorlea ezagutzen dugu, «{ $issuer }», baina ez dakigu zer egiaztatzen duen mota honetako ziurtagiriak eman aurretik
    .do = Saiatu berriro eta aukeratu beste ziurtagiri bat, edo aukeratu sartzeko beste modu bat
certificate-organisation = Ziurtagiri hau ez da pertsona batena
    .why = Enpresa, zigilu edo zerbitzari batena da
    .do = Saiatu berriro eta aukeratu zurea den ziurtagiri bat, edo aukeratu sartzeko beste modu bat
certificate-representative = Ziurtagiri honen jabea { $company } da
    .why = Harekin { $company } erakundearen izenean ari zara, eta { $agency } erakundean zure izenean bakarrik sar zaitezke
    .do = Saiatu berriro eta aukeratu zurea bakarrik den ziurtagiri bat edo zure NANa, edo aukeratu sartzeko beste modu bat
certificate-employee = Ziurtagiri hau enplegatu publikoarena da
    .why = Harekin zure administrazioaren izenean ari zara, eta { $agency } erakundeak ez du onartzen
    .do = Saiatu berriro eta aukeratu zurea bakarrik den ziurtagiri bat edo zure NANa, edo aukeratu sartzeko beste modu bat
certificate-foreigner = Ziurtagiri honek ez du NANik ez AIZrik
    .why = Beste herrialde bateko pertsona batena da, eta { $agency } erakundeak ez du onartzen
    .do = Saiatu berriro eta aukeratu zure AIZ duen ziurtagiri bat, edo aukeratu sartzeko beste modu bat
certificate-pseudonym = Ziurtagiri honek ez du zure izena esaten
    .why = Ezizen bat dauka, eta hemen nor zaren jakin behar dugu
    .do = Saiatu berriro eta aukeratu zure izena duen ziurtagiri bat, edo aukeratu sartzeko beste modu bat
certificate-document = Ziurtagiri honetan ez daude zure datu guztiak
    .why = Zure izena, edo zure NAN edo AIZ zenbakia falta zaio
    .do = Saiatu berriro eta aukeratu beste ziurtagiri bat, edo aukeratu sartzeko beste modu bat
certificate-documents = Ziurtagiri honetako datuak ez datoz bat elkarrekin
    .why = Toki batean gauza bat dio eta beste batean beste bat, eta ezin dugu jakin zein den zurea
    .do = Deitu igorleari beste bat eman diezazun, edo aukeratu sartzeko beste modu bat
certificate-letter = Ziurtagiri honetako NANa edo AIZa ez da zuzena
    .why = Letra ez dator bat zenbakiarekin
    .do = Deitu igorleari beste bat eman diezazun, edo aukeratu sartzeko beste modu bat
certificate-unreadable = Ezin dugu ziurtagiri hau irakurri
    .why = Ez dago ziurtagiri batek egon behar duen bezala idatzita
    .do = Saiatu berriro eta aukeratu beste ziurtagiri bat, edo aukeratu sartzeko beste modu bat
certificate-extension = Ez dugu ulertzen ziurtagiri honek dioen guztia
    .why = Ezagutzen ez dugun baldintza bat jartzen du, eta hura ulertu gabe ezin dugu onartu
    .do = Saiatu berriro eta aukeratu beste ziurtagiri bat, edo aukeratu sartzeko beste modu bat
certificate-authority = Ziurtagiri honen igorleak ez du jada haren erantzukizunik hartzen
    .why = Igorlearen beraren ziurtagiria iraungi edo baliogabetu da
    .do = Eskatu ziurtagiri berri bat, edo aukeratu beste bat edo sartzeko beste modu bat
certificate-blocked = Zure ziurtagiriak blokeatu ditugu
    .why = Norbaitek esan du ez zinela zu sartzen zena, eta ordutik ez dugu zenituenetako bat ere onartzen
    .do = Eskatu igorleari ziurtagiria baliogabetzeko eta berri bat emateko: berriarekin sartu ahal izango zara. Erregistro-bulego batera deitu edo joan ere egin dezakezu, edo sartzeko beste modu bat aukeratu
