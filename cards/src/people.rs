//! Whom the cards name: the demonstration's citizens where it has them, and others as invented.

use serde::Serialize;

/// Somebody as a certificate names them.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Person {
    /// DNI or NIE; of foreigners the whole serial number, as `PNOFR-123456789`.
    pub document: &'static str,
    /// The given name.
    pub given_name: &'static str,
    /// The first surname.
    pub first_surname: &'static str,
    /// The second surname; empty if there is none.
    pub second_surname: &'static str,
}

/// A company, entity or administration.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Company {
    /// Its NIF.
    pub identifier: &'static str,
    /// Its name.
    pub name: &'static str,
}

impl Person {
    pub(crate) fn surnames(&self) -> String {
        format!("{} {}", self.first_surname, self.second_surname).trim_end().to_owned()
    }

    /// ETSI EN 319 412-1 5.1.3: the country stands after the three letters of the kind.
    pub(crate) fn country(&self) -> &'static str {
        self.document.get(3..5).unwrap_or("ES")
    }
}

pub(crate) const CARMEN: Person = Person {
    document: "12345678Z",
    given_name: "CARMEN",
    first_surname: "ESPAÑOLA",
    second_surname: "ESPAÑOLA",
};
pub(crate) const MARIA_JOSE: Person = Person {
    document: "87654321X",
    given_name: "MARÍA JOSÉ",
    first_surname: "GARCÍA",
    second_surname: "NÚÑEZ",
};
pub(crate) const DE_LA: Person = Person {
    document: "11111111H",
    given_name: "MARIA DE LA O",
    first_surname: "DE LA FUENTE",
    second_surname: "Y DEL VALLE",
};
pub(crate) const ZOE: Person = Person {
    document: "X1234567L",
    given_name: "ZOË",
    first_surname: "O'BRIEN",
    second_surname: "",
};
pub(crate) const WITHOUT_NIE: Person = Person {
    document: "M1234567L",
    given_name: "JOHN",
    first_surname: "SMITH",
    second_surname: "",
};
pub(crate) const WRONG_LETTER: Person = Person { document: "12345678A", ..CARMEN };
pub(crate) const FOREIGNER: Person = Person {
    document: "PNOFR-123456789",
    given_name: "Camille",
    first_surname: "Lefèvre",
    second_surname: "",
};
pub(crate) const BY_PASSPORT: Person = Person {
    document: "PASDE-C01X00T47",
    given_name: "Jürgen",
    first_surname: "Groß",
    second_surname: "",
};

pub(crate) const COMPANY: Company =
    Company { identifier: "B12345674", name: "EMPRESA DE PRUEBAS SL" };
pub(crate) const ASSOCIATION: Company =
    Company { identifier: "A58818501", name: "COMUNIDAD DE PRUEBAS" };
pub(crate) const ADMINISTRATION: Company =
    Company { identifier: "S2800568D", name: "ADMINISTRACIÓN DE PRUEBAS" };
