use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// No key, certificate or PIN file is longer than this; larger ones are not read.
const MAX_FILE: u64 = 64 * 1024;
/// Anything for others, or written by the group.
const FORBIDDEN_MODE: u32 = 0o027;

/// Why a file of ours is not taken. Paths are ours, so they may be shown to the operator.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// A file or folder cannot be read.
    #[error("{path} cannot be read")]
    Read {
        /// What was to be read.
        path: PathBuf,
        /// Why it could not be.
        source: io::Error,
    },
    /// A file cannot be written.
    #[error("{path} cannot be written")]
    Write {
        /// What was to be written.
        path: PathBuf,
        /// Why it could not be.
        source: io::Error,
    },
    /// A secret that others may read, or that its group may write.
    #[error("{path} has mode {mode:o}; others must not read it nor its group write it")]
    Exposed {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// A file too long to be a key, a certificate or a PIN.
    #[error("{path} is longer than 64 KiB")]
    TooLarge {
        /// The file.
        path: PathBuf,
    },
}

/// The content of a file that may be public.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, FileError> {
    if metadata(path)?.len() > MAX_FILE {
        return Err(FileError::TooLarge { path: path.to_owned() });
    }
    fs::read(path).map_err(|source| FileError::Read { path: path.to_owned(), source })
}

/// The content of a file that nobody else may read.
pub(crate) fn read_secret(path: &Path) -> Result<Vec<u8>, FileError> {
    refuse_exposed(path)?;
    read(path)
}

pub(crate) fn refuse_exposed(path: &Path) -> Result<(), FileError> {
    let mode = metadata(path)?.permissions().mode() & 0o777;
    if mode & FORBIDDEN_MODE == 0 {
        return Ok(());
    }
    Err(FileError::Exposed { path: path.to_owned(), mode })
}

fn metadata(path: &Path) -> Result<fs::Metadata, FileError> {
    fs::metadata(path).map_err(|source| FileError::Read { path: path.to_owned(), source })
}
