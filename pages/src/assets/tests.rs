use openssl::sha::sha256;

use super::{ALL, find};
use crate::forms::hex;

#[test]
fn every_file_has_its_own_hash_in_its_name() {
    for asset in ALL {
        let hash = hex(&sha256(asset.bytes)[..16]);
        let stem = asset.path.rsplit_once('.').unwrap().0;
        assert_eq!(stem.rsplit_once('-').unwrap().1, hash, "{}", asset.path);
    }
}

#[test]
fn only_the_listed_files_are_found() {
    for asset in ALL {
        assert_eq!(find(asset.path).unwrap().path, asset.path);
    }
    for path in ["/static/", "/static/../Cargo.toml", "/static/list.rs", ""] {
        assert!(find(path).is_none(), "{path}");
    }
}

#[test]
fn the_files_load_nothing_and_run_nothing_from_text() {
    for asset in ALL {
        let text = str::from_utf8(asset.bytes).unwrap();
        for banned in ["url(", "@import", "innerHTML", "eval(", "GDS Transport", "crest"] {
            assert!(!text.contains(banned), "{} has {banned}", asset.path);
        }
    }
}

#[test]
fn the_licence_of_what_we_built_from_stands_beside_it() {
    let licence = str::from_utf8(super::LICENCE.bytes).unwrap();
    assert!(licence.contains("Copyright (C) 2017 Crown Copyright (Government Digital Service)"));
    assert!(
        licence.contains("The above copyright notice and this permission notice shall be included")
    );
}
