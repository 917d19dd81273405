//! Published attacks on SAML and XML signature, each against `saml` with the exact error it meets.
//!
//! One module per attack, named after the defect; its documentation tells the history. All of them
//! start from a message that opens (see [`forge`]), so that the defect alone is what is refused.
//! `hub/manual/known-attacks.md` is the list for readers.

#![cfg(test)]

mod answers;
mod forge;
mod sealing;
mod tripwire;

// The signature.
mod borrowed_signature;
mod comment_in_digest;
mod decoy_signature;
mod disguised_id;
mod duplicate_signature;
mod ecdsa_order;
mod ecdsa_zero;
mod empty_reference;
mod fetched_reference;
mod hmac_confusion;
mod id_games;
mod key_info_forms;
mod key_info_of_a_stranger;
mod missing_parts;
mod object;
mod rsa_cube_root;
mod sha1;
mod signature_wrapping;
mod smuggled_digest;
mod transforms;
mod two_references;
mod two_signed_infos;
mod unsigned;
mod void_canonicalization;
mod weak_key;
mod wrong_key;

// The XML.
mod attribute_flood;
mod attribute_pollution;
mod cdata;
mod comment_truncation;
mod deep_nesting;
mod doctype;
mod encodings;
mod entity_bomb;
mod external_entity;
mod huge_identifiers;
mod long_namespace;
mod namespace_flood;
mod namespace_games;
mod nul;
mod odd_instants;
mod oversized;
mod processing_instruction;
mod reserved_namespaces;
mod smuggled_encodings;
mod two_roots;

// The bindings.
mod bad_base64;
mod bad_deflate;
mod deflate_bomb;
mod duplicate_parameters;
mod logout_fields;
mod mixed_bindings;
mod parameter_order;
mod percent_case;
mod relay_state_appended;
mod signature_stripped;

// The content.
mod wrong_message;

// The answers.
mod conditions;
mod contradictory_answer;
mod doubled_statements;
mod inner_signature;
mod only_the_assertion_signed;
mod response_wrapping;
mod second_assertion;
mod status_smuggling;
mod subject_confirmation;
mod unsigned_logout;

// What is encrypted.
mod cbc;
mod changed_ciphertext;
mod decrypted_content;
mod encrypted_name;
mod encrypted_structure;
mod fetched_ciphertext;
mod key_in_debug;
mod key_transport;
mod swapped_ciphertext;

// What can be forgiven.
mod everything_forgiven;
mod forgiven_empty_reference;
mod forgiven_inclusive_c14n;

// The metadata.
mod aggregates;
mod signed_metadata;
