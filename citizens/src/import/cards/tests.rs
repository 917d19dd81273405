use identity::{ContrastError, DocumentError, DocumentKind};

use super::*;

/// Document and datum of the good rows, and the bad rows.
fn judged(rows: &str) -> (Vec<[String; 2]>, Vec<BadRow>) {
    let (cards, bad) = read(format!("datum,document\n{rows}").as_bytes()).unwrap();
    let text = |card: &Card| [card.document.as_str(), card.datum.as_str()].map(str::to_owned);
    (cards.iter().map(text).collect(), bad)
}

#[test]
fn a_card_is_kept_as_it_is_compared() {
    let (cards, bad) = judged("1/2/2030,12.345.678-z\ne1234567, X1234567L\n");
    assert_eq!(cards, [["12345678Z", "01-02-2030"], ["X1234567L", "E01234567"]]);
    assert_eq!(bad, []);
}

#[test]
fn every_bad_row_is_told_with_its_reason() {
    let rows = "01-02-2030,12345678A\n,12345678Z\nE01234567,12345678Z\n01-01-9999,12345678Z\n\
                01-02-2030,K1234567L\n01-02-2030\n01-02-2030,12345678Z\n02-02-2030,12345678Z\n";
    let (cards, bad) = judged(rows);
    assert_eq!(cards.len(), 1);
    let expected = [
        (2, Problem::Document(DocumentError::Letter)),
        (3, Problem::Datum(ContrastError::Empty)),
        (4, Problem::Datum(ContrastError::Form(DocumentKind::Dni))),
        (5, Problem::Permanent),
        (6, Problem::Datum(ContrastError::NoDatum)),
        (7, Problem::Fields { expected: 2, found: 1 }),
        (9, Problem::DocumentRepeated(8)),
    ];
    let expected = expected.map(|(line, problem)| BadRow { line, problem });
    assert_eq!(bad, expected);
}

#[test]
fn sentences_repeat_nothing_of_the_row() {
    let (_, bad) = judged("01-01-9999,12345678Z\n02-03-20,12345678Z\n02-03-2030,K1234567L\n");
    let sentences: Vec<_> = bad.iter().map(|row| row.problem.to_string()).collect();
    let expected = [
        "datum is the validity of a permanent DNI, which all of them bear: give the date of issue instead",
        "datum: this does not have the form of the contrast datum of such a document",
        "datum: documents of this kind have no contrast datum",
    ];
    assert_eq!(sentences, expected);
}

#[test]
fn other_columns_are_no_file_of_cards() {
    let error = read("document,datum,name\n".as_bytes()).map(|_| ()).unwrap_err();
    assert_eq!(error.to_string(), "the header has the wrong columns (unknown: name)");
}
