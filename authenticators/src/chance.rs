//! Codes that nobody can guess.

use openssl::rand::rand_bytes;

use crate::contract::Fault;

/// A code of so many signs of this alphabet, each as likely as any other.
///
/// # Errors
/// When there is no randomness, or no alphabet of 1 to 256 signs.
pub fn code(alphabet: &[u8], length: usize) -> Result<String, Fault> {
    let signs = u16::try_from(alphabet.len()).unwrap_or(0);
    if !(1..=256).contains(&signs) {
        return Err(Fault::failed("an alphabet has 1 to 256 signs"));
    }
    // Octets from here on would make some signs likelier than others.
    let fair = 256 / signs * signs;
    let mut code = String::with_capacity(length);
    while code.len() < length {
        let mut octet = [0];
        rand_bytes(&mut octet).map_err(Fault::failed)?;
        let octet = u16::from(octet[0]);
        if octet < fair
            && let Some(sign) = alphabet.get(usize::from(octet % signs))
        {
            code.push(char::from(*sign));
        }
    }
    Ok(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_length_and_no_sign_but_those_of_its_alphabet() {
        let code = code(b"01234567", 4000).unwrap();
        assert_eq!(code.len(), 4000);
        for sign in "01234567".chars() {
            let times = code.chars().filter(|one| *one == sign).count();
            assert!((350..650).contains(&times), "{sign} came {times} times in 4000");
        }
        assert!(!code.contains(['8', '9']));
    }

    #[test]
    fn without_an_alphabet_there_is_no_code() {
        assert!(code(b"", 1).is_err());
    }
}
