use identity::DocumentError;

use super::*;

const HEADER: &str =
    "document,given_name,first_surname,second_surname,birth_date,level,phone,email\n";

fn now() -> Timestamp {
    "2026-03-01T12:00:00Z".parse().unwrap()
}

/// The good rows' lines, and the bad rows.
fn judged(rows: &str) -> (Vec<i64>, Vec<BadRow>) {
    let (people, bad) = read(format!("{HEADER}{rows}").as_bytes(), now()).unwrap();
    (people.iter().map(|person| person.line).collect(), bad)
}

fn problem(row: &str) -> Problem {
    let (good, mut bad) = judged(row);
    assert_eq!((good.len(), bad.len()), (0, 1), "{row}");
    bad.remove(0).problem
}

fn header_error(header: &str) -> String {
    read(header.as_bytes(), now()).map(|_| ()).unwrap_err().to_string()
}

#[test]
fn a_row_is_read_whatever_the_order_of_the_columns() {
    let file = "\u{feff}email,phone,level,birth_date,second_surname,first_surname,given_name,document\r\n\
                ,+34600111222,advanced,1980-02-29,,\"O'Neill, de\", Ana ,12.345.678-z\r\n";
    let (people, bad) = read(file.as_bytes(), now()).unwrap();
    assert_eq!(bad, []);
    let ana = &people[0];
    assert_eq!(ana.line, 2);
    assert_eq!(ana.document.as_str(), "12345678Z");
    assert_eq!((ana.given_name.as_str(), ana.first_surname.as_str()), ("Ana", "O'Neill, de"));
    assert_eq!((&ana.second_surname, &ana.email), (&None, &None));
    assert_eq!(ana.phone.as_deref(), Some("+34600111222"));
    assert_eq!(ana.birth_date.to_string(), "1980-02-29");
    assert_eq!(ana.level, RegistrationLevel::Advanced);
}

#[test]
fn a_wrong_header_names_the_columns() {
    assert_eq!(
        header_error(
            "document,given_name,first_surname,birth_date,level,phone,phone,e-mail,password\n"
        ),
        "the header has the wrong columns (missing: second_surname, email; \
         unknown: e-mail, password; repeated: phone)"
    );
    assert_eq!(
        header_error(&HEADER.replace("email", "email,contrast_datum")),
        "the header has the wrong columns (unknown: contrast_datum)"
    );
    assert!(header_error("").starts_with("the header has the wrong columns (missing: document,"));
}

#[test]
fn each_defect_has_its_own_sentence() {
    let defects = [
        ("12345678A,Ana,Roca,,1980-01-01,basic,,", Problem::Document(DocumentError::Letter)),
        ("A58818501,Ana,Roca,,1980-01-01,basic,,", Problem::Document(DocumentError::Legal)),
        (",Ana,Roca,,1980-01-01,basic,,", Problem::Document(DocumentError::Empty)),
        ("12345678Z,  ,Roca,,1980-01-01,basic,,", Problem::Empty("given_name")),
        ("12345678Z,Ana,,,1980-01-01,basic,,", Problem::Empty("first_surname")),
        ("12345678Z,A\u{202e}na,Roca,,1980-01-01,basic,,", Problem::Invisible("given_name")),
        ("12345678Z,Ana,Ro\u{7}ca,,1980-01-01,basic,,", Problem::Invisible("first_surname")),
        ("12345678Z,Ana,Roca,\"a\nb\",1980-01-01,basic,,", Problem::Invisible("second_surname")),
        ("12345678Z,Ana,Roca,,01-01-1980,basic,,", Problem::BirthDate),
        ("12345678Z,Ana,Roca,,1981-02-29,basic,,", Problem::BirthDate),
        ("12345678Z,Ana,Roca,,2026-03-02,basic,,", Problem::BirthDate),
        ("12345678Z,Ana,Roca,,1879-12-31,basic,,", Problem::BirthDate),
        ("12345678Z,Ana,Roca,,1980-01-01T10:00,basic,,", Problem::BirthDate),
        ("12345678Z,Ana,Roca,,,basic,,", Problem::BirthDate),
        ("12345678Z,Ana,Roca,,1980-01-01,high,,", Problem::Level),
        ("12345678Z,Ana,Roca,,1980-01-01,basic,600111222,", Problem::Phone),
        ("12345678Z,Ana,Roca,,1980-01-01,basic,+34 600 111 222,", Problem::Phone),
        ("12345678Z,Ana,Roca,,1980-01-01,basic,+0600111222,", Problem::Phone),
        ("12345678Z,Ana,Roca,,1980-01-01,basic,+1234567890123456,", Problem::Phone),
        ("12345678Z,Ana,Roca,,1980-01-01,basic,,ana", Problem::Email),
        ("12345678Z,Ana,Roca,,1980-01-01,basic,,ana@", Problem::Email),
        ("12345678Z,Ana,Roca,,1980-01-01,basic,,a na@x.es", Problem::Email),
        ("12345678Z,Ana,Roca,,1980-01-01,basic,", Problem::Fields { expected: 8, found: 7 }),
        ("12345678Z,Ana,Roca,,1980-01-01,basic,,,", Problem::Fields { expected: 8, found: 9 }),
    ];
    for (row, expected) in defects {
        assert_eq!(problem(row), expected, "{row}");
    }
    let long = format!("12345678Z,{},Roca,,1980-01-01,basic,,", "ñ".repeat(101));
    assert_eq!(problem(&long), Problem::TooLong { column: "given_name", longest: 100 });
}

#[test]
fn bytes_that_are_not_utf8_are_a_bad_row_and_not_a_broken_file() {
    let mut file = HEADER.as_bytes().to_vec();
    file.extend_from_slice(b"12345678Z,Mar\xeda,Roca,,1980-01-01,basic,,\n");
    file.extend_from_slice(b"00000000T,Eva,Roca,,1980-01-01,basic,,\n");
    let (people, bad) = read(file.as_slice(), now()).unwrap();
    assert_eq!(bad, [BadRow { line: 2, problem: Problem::Encoding }]);
    assert_eq!(people.len(), 1);
}

#[test]
fn who_stands_in_the_file_twice_is_named_with_the_first_line() {
    let (good, bad) = judged(
        "12345678Z,Ana,Roca,,1980-01-01,basic,+34600111222,\n\
         1234567L,Eva,Roca,,1980-01-01,basic,,\n\
         01234567-l,Eva,Roca,,1980-01-01,basic,,\n\
         00000000T,Leo,Roca,,1980-01-01,basic,+34600111222,\n",
    );
    assert_eq!(good, [2, 3]);
    assert_eq!(
        bad,
        [
            BadRow { line: 4, problem: Problem::DocumentRepeated(3) },
            BadRow { line: 5, problem: Problem::PhoneRepeated(2) },
        ]
    );
}

#[test]
fn lines_are_counted_as_an_editor_counts_them() {
    let (good, bad) = judged(
        "12345678Z,\"Ana\",Roca,,1980-01-01,basic,,\r\n\
         \r\n\
         00000000T,Leo,\"Ro\r\nca\",,1980-01-01,basic,,\r\n\
         \n\
         \n\
         00000001R,Eva,Roca,,1980-01-01,basic,,",
    );
    assert_eq!(good, [2, 8]);
    assert_eq!(bad, [BadRow { line: 4, problem: Problem::Invisible("first_surname") }]);
}

#[test]
fn sentences_repeat_nothing_of_the_row() {
    let (_, bad) = judged("12345678A,Ana,Roca,,1980-01-01,basic,,");
    assert_eq!(bad[0].to_string(), "line 2: document: the letter does not match the digits");
}
