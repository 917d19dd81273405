//! Why a message is not taken. One variant per cause; none repeats what the message said, so
//! that a log line never carries an attacker's text.

use certs::KeyError;

use crate::names::BadName;

/// The message is not in a form we read. The sender's fault, or an attack; signed or not.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Malformed {
    // The binding.
    /// The query, form, or the message in it, is longer than is ever read.
    #[error("larger than is read")]
    TooLarge,
    /// A parameter of the binding given twice.
    #[error("parameter {0} given twice")]
    RepeatedParameter(&'static str),
    /// A parameter of the binding whose name is percent-encoded: signers and readers disagree on those.
    #[error("the name of parameter {0} is percent-encoded")]
    EncodedParameter(&'static str),
    /// Neither `SAMLRequest` nor `SAMLResponse`.
    #[error("no SAML message")]
    NoMessage,
    /// `SAMLRequest` and `SAMLResponse` at once.
    #[error("a request and a response at once")]
    TwoMessages,
    /// A `%` without two hexadecimal digits.
    #[error("a broken percent escape")]
    PercentEscape,
    /// Not base64 as RFC 4648 section 4 writes it (line breaks aside).
    #[error("not base64")]
    Base64,
    /// Not one whole deflate stream.
    #[error("not a deflate stream")]
    Deflate,
    /// A `SAMLEncoding` other than DEFLATE.
    #[error("an unknown SAMLEncoding")]
    Encoding,
    /// `Signature` without `SigAlg` or the reverse.
    #[error("Signature and SigAlg do not come together")]
    HalfSignature,
    /// A `RelayState` that we could not give back as it came.
    #[error("a RelayState that cannot be returned")]
    RelayState(#[source] BadName),
    /// A parameter that is not UTF-8.
    #[error("parameter {0} is not UTF-8")]
    ParameterText(&'static str),

    // The gate.
    /// Not UTF-8, or declared to be something else.
    #[error("not UTF-8")]
    NotUtf8,
    /// A NUL or another character XML does not have.
    #[error("a character XML does not allow")]
    Character,
    /// `<!`: a document type, an entity, a CDATA section or a comment.
    #[error("a declaration, comment or CDATA section")]
    Declaration,
    /// `<?` anywhere but a leading XML declaration.
    #[error("a processing instruction")]
    ProcessingInstruction,
    /// Elements nested deeper than is ever read.
    #[error("nested too deeply")]
    TooDeep,
    /// More elements than are ever read.
    #[error("too many elements")]
    TooManyElements,
    /// More attributes, on one tag or in all, than are ever read.
    #[error("too many attributes")]
    TooManyAttributes,
    /// More namespace declarations, around one element or in all, than are ever read.
    #[error("too many namespace declarations")]
    TooManyNamespaces,
    /// A namespace declaration that parsers read differently.
    #[error("an ambiguous namespace declaration")]
    NamespaceDeclaration,
    /// Not well-formed XML, noticed by the gate.
    #[error("not well-formed")]
    NotWellFormed,
    /// Not well-formed XML, noticed by the parser.
    #[error("not well-formed at line {line}, column {column}")]
    Syntax {
        /// From 1.
        line: u32,
        /// From 1.
        column: u32,
    },

    // The content.
    /// The message is of another kind than this endpoint takes.
    #[error("a message of another kind")]
    WrongRoot,
    /// A request in the parameter of responses or the reverse.
    #[error("a message in the wrong parameter")]
    WrongParameter,
    /// `Version` is not 2.0.
    #[error("not SAML 2.0")]
    Version,
    /// A compulsory attribute or element is not there.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// An element is there more often than it may be.
    #[error("{0} more than once")]
    Repeated(&'static str),
    /// More of one element than is read.
    #[error("too many of {0}")]
    TooMany(&'static str),
    /// What a message says in two places differs.
    #[error("{0} is not the same everywhere")]
    Contradiction(&'static str),
    /// A name that is empty, too long, or has a character it may not have.
    #[error("{0} is not acceptable")]
    Name(&'static str, #[source] BadName),
    /// A text longer than is read.
    #[error("{0} is too long")]
    TooLong(&'static str),
    /// A value that its type does not have: an instant, a boolean, a number, a comparison.
    #[error("{0} has no value of its type")]
    Value(&'static str),
    /// An element inside what should be text alone.
    #[error("{0} holds more than text")]
    NotText(&'static str),
    /// Two things of which only one may be there.
    #[error("{0} and {1} exclude each other")]
    Excluding(&'static str, &'static str),
    /// An element that asks for something we do not do, and may not pass over.
    #[error("{0} is not supported")]
    Unsupported(&'static str),
}

/// The message is not proved to be from the party whose keys were tried.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Untrusted {
    /// Not in a form we read.
    #[error(transparent)]
    Malformed(#[from] Malformed),
    /// No signature.
    #[error("not signed")]
    Unsigned,
    /// More than one `ds:Signature` in the document.
    #[error("more than one signature")]
    SeveralSignatures,
    /// The signature is not a direct child of the message.
    #[error("the signature is not a child of the message")]
    MisplacedSignature,
    /// A `ds:Signature` inside a message of the redirect binding, which signs the query.
    #[error("a signature inside a message of the redirect binding")]
    EmbeddedSignature,
    /// A `ds:Object`: nobody here needs one, and attacks hide in it.
    #[error("the signature holds an Object")]
    SignatureObject,
    /// More than one `SignedInfo` or `SignatureValue`.
    #[error("the signature holds a part twice")]
    RepeatedPart,
    /// The signature's parts are not exactly those of our profile, in their order.
    #[error("the signature is not built as we read it")]
    SignatureStructure,
    /// More than one reference.
    #[error("more than one reference")]
    SeveralReferences,
    /// A reference to anything but the message's own `ID`.
    #[error("the reference is not the message's own ID")]
    Reference,
    /// The message's `ID` stands elsewhere in the document as well.
    #[error("the message's ID is not unique in the document")]
    RepeatedId,
    /// Not exactly two transforms.
    #[error("the transforms are not enveloped-signature and then exclusive canonicalisation")]
    Transforms,
    /// A transform that is not accepted in its place, by the name of its algorithm.
    #[error("the transform {0} is not accepted here")]
    Transform(&'static str),
    /// `SignedInfo` in another canonical form than the exclusive one, by its name.
    #[error("the canonicalisation method {0} is not accepted")]
    Canonicalization(&'static str),
    /// A `PrefixList` longer than is ever used, or that is not split in the same way by everybody.
    #[error("a PrefixList that is too long or ambiguous")]
    PrefixList,
    /// A signature algorithm that is not on the list; by its name.
    #[error("the signature algorithm {0} is not accepted")]
    SignatureAlgorithm(&'static str),
    /// A digest algorithm that is not on the list; by its name.
    #[error("the digest algorithm {0} is not accepted")]
    DigestAlgorithm(&'static str),
    /// An algorithm with parameters, where it has none; by its name.
    #[error("{0} with parameters is not accepted")]
    AlgorithmParameters(&'static str),
    /// `SignatureValue` is not base64 text.
    #[error("the signature value is not base64")]
    SignatureEncoding,
    /// `DigestValue` is not base64 text.
    #[error("the digest value is not base64")]
    DigestEncoding,
    /// None of the party's keys can be used; the cause of the last.
    #[error("none of the party's keys can be used")]
    Keys(#[source] KeyError),
    /// None of the party's keys made this signature.
    #[error("the signature was not made with a key of the party")]
    Signature,
    /// The signature is genuine, the content is not what was signed.
    #[error("the content is not what was signed")]
    Digest,

    // Encryption.
    /// An encryption algorithm for content that is not on the list; by its name.
    #[error("the content encryption {0} is not accepted")]
    ContentEncryption(&'static str),
    /// A way of sending the content's key that is not on the list; by its name.
    #[error("the key transport {0} is not accepted")]
    KeyTransport(&'static str),
    /// The parts of what is encrypted are not those that we read.
    #[error("what is encrypted is not built as we read it")]
    EncryptionStructure,
    /// The ciphertext is said to be elsewhere. Nothing is ever fetched.
    #[error("the ciphertext is a reference")]
    CipherReference,
    /// None of our keys opens it, or it was changed. Which of the two is told to nobody.
    #[error("it cannot be decrypted")]
    Decryption,
}
